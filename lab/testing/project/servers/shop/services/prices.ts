/** `GET /?ms=5` answers after 5 ms. */
Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ hostname, port }) => console.log(`http://${hostname}:${port}`),
}, async ({ url }) => {
  const waited = Number(new URL(url).searchParams.get("ms"));
  await new Promise((resolve) => setTimeout(resolve, waited));
  return Response.json({ waited });
});
