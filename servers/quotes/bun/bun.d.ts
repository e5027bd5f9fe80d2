/** What these programs use of Bun, so that they can be checked without its own types. */
declare namespace Bun {
  function serve(options: {
    hostname?: string;
    port: number;
    reusePort: boolean;
    development: boolean;
    idleTimeout: number;
    routes: Record<string, (request: Request) => Response | Promise<Response>>;
    fetch: (request: Request) => Response | Promise<Response>;
    error: (error: Error) => Response;
  }): { stop(): Promise<void> };

  function spawn(command: string[], options: {
    cwd: string;
    env: Record<string, string | undefined>;
    stdio: ["ignore", "inherit", "inherit"];
  }): { kill(signal: "SIGTERM"): void; exited: Promise<number> };

  /** A pool, or the one connection of a transaction; called as a tag it gives a query. */
  interface Sql {
    <Rows = unknown[]>(
      strings: TemplateStringsArray,
      ...values: unknown[]
    ): Promise<Rows>;
    begin<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>;
    close(): Promise<void>;
  }

  const SQL: new (url: string, options: { max: number }) => Sql;
}

interface ImportMeta {
  /** The folder of the module. */
  dir: string;
}
