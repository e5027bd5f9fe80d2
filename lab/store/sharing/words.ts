/** What is private is not always known by name: the words around it tell where it stands. */

/** A pattern, what stands in its place (`$1`: what it found first), and what was taken out by it. */
export type Around = readonly [RegExp, string, "secrets" | "addresses" | "names"];

/** A value of a setting, in quotes or not, that was not taken out already. */
const VALUE = String.raw`(?!\[)(?:"[^"\n]{1,500}"|'[^'\n]{1,500}'|[^\s,;&"'<>()\[\]{}]{1,500})`;

/** Keys and tokens; passwords are known to `redacted`. */
export const CREDENTIALS: readonly Around[] = [
  [
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^]{0,20000}?(?:-----END [A-Z ]{0,40}-----|$)/g,
    "[redacted]",
    "secrets",
  ],
  [/(\b(?:bearer|basic)\s{1,3})[\w.~+/=-]{8,2000}/gi, "$1[redacted]", "secrets"],
  [
    new RegExp(
      String.raw`(\b[\w-]{0,40}(?:token|secret|api[_-]?key|access[_-]?key|credentials?|cookie)` +
        String.raw`\\{0,3}["']?\s{0,3}[=:]\s{0,3})${VALUE}`,
      "gi",
    ),
    "$1[redacted]",
    "secrets",
  ],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-)[\w-]{16,300}/g, "[redacted]", "secrets"],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, "[redacted]", "secrets"],
  // `user:password@host` with no address around it; a package with its version is written so, too.
  [
    /(?<![\w/:.])(?!(?:npm|jsr|node|git|docker|oci):)[\w.-]{1,64}:[^\s@/"'<>:\[]{1,200}@[\w.-]{1,200}/g,
    "[redacted]@[host]",
    "secrets",
  ],
];

/** Machines and people, as the lab, PostgreSQL, ssh, libc and Node.js speak of them. */
export const NAMES: readonly Around[] = [
  // As the lab says it; `here` is everybody's.
  [
    /(\b(?:machine|worker|not reach|database on) )"(?!here"|\[)[^"\n]{1,200}"/g,
    '$1"[machine]"',
    "names",
  ],
  [/(\s--on )(?!\[)[\w.=,-]{1,300}/g, "$1[machine]", "names"],
  [/\b[\w.-]{1,64}@[\w.-]{1,200}(?=: Permission denied|'s password)/g, "[user]@[host]", "names"],
  [/(\b(?:user|role|login|username) )"(?!\[)[^"\n]{1,200}"/gi, '$1"[user]"', "names"],
  [/(\b(?:user|username|login|logname)=)(?!\[)["']?[\w.-]{1,64}["']?/gi, "$1[user]", "names"],
  [/(\b(?:e?[ug]id|groups)=)(?=\d)[\w(),.-]{1,500}/g, "$1[user]", "names"],
  [/(\b(?:host|hostname|host name|hostaddr) )"(?!\[)[^"\n]{1,200}"/gi, '$1"[host]"', "names"],
  [/(\b(?:host|hostname|hostaddr)=)(?!\[)["']?[\w.:-]{1,200}["']?/gi, "$1[host]", "names"],
  [/(\bhost )(?!\[)[\w.-]{1,200}(?= port \d)/gi, "$1[host]", "names"],
  [/(\bresolve (?:host|hostname)(?: name)?:? ["']?)(?!\[)[\w.-]{1,200}/gi, "$1[host]", "names"],
  [/(\b(?:ENOTFOUND|EAI_AGAIN) )(?!\[)[\w.-]{1,200}/g, "$1[host]", "names"],
  // A name of a network: what ends so is no file and no module that we know.
  [
    /(?<![\w.@/-])(?:[a-z0-9-]{1,63}\.){1,8}(?:internal|lan|corp|intranet|localdomain|com|net|org|edu|gov|mil|cloud)(?![\w/(-]|\.\w)/gi,
    "[host]",
    "addresses",
  ],
  [/(?<![\w.@/-])(?:[a-z0-9-]{1,63}\.){1,8}(?:local|home)(?=:\d{1,5}\b)/gi, "[host]", "addresses"],
];
