/** The client that asks servers before they are measured. */

/** Keeps no connection: one left idle would be a connection more than the load has. */
export function oneShotClient(): Deno.HttpClient {
  return Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
}
