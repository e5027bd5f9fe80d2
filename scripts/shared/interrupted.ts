/** Ctrl-C and SIGTERM as an abort, so that a task ends in good order. */
export function abortOnSignals(): AbortSignal {
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => abort.abort());
  }
  return abort.signal;
}
