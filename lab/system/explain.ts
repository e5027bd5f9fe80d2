/** What package clients complain of, in a sentence. */
import { GauntletError } from "./state.ts";

/** What a package client's complaint means, in a sentence. */
export function explain(what: string, said: string, mirror: string): GauntletError {
  const reasons: [RegExp, string][] = [
    [/no space left|ENOSPC|os error 28/i, "the disk is full; free some room"],
    [
      /resol|dns|network is unreachable|connection refused|connecterror|connect error|error sending request|newconnectionerror|timed out|max retries|tunnel|proxy/i,
      `the package registry is out of reach; check the network or ${mirror}`,
    ],
    [
      /hash|integrity|checksum/i,
      "a package does not match its lock file; the registry's copy may be corrupt",
    ],
  ];
  const reason = reasons.find(([pattern]) => pattern.test(said))?.[1];
  const lastLines = said.split("\n").slice(-6).join("\n");
  return new GauntletError(
    reason
      ? `Cannot install ${what}: ${reason}, then run the task again`
      : `Cannot install ${what}; the installer said:\n${lastLines}`,
  );
}
