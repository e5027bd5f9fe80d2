/** The shop's database for a test, with the machine to itself. */
import { type Database, openDatabase, type SizedDatabase } from "../database/database.ts";
import type { FoundWorkload } from "../nouns/workload.ts";
import { measuringLock } from "../system/lock.ts";
import { shop } from "./project.ts";

/** The workload of the tests. */
export const SHOP: FoundWorkload = shop.workloads.get("shop")!;
/** Its smaller size. */
export const SIZE: number = SHOP.database!.sizes[0]!;

/** What a test does not look at. */
export const noHooks = { onStarted: () => {}, onFill: () => {} };

/** Waits until nobody else measures. */
export const alone = (): Promise<Disposable> =>
  measuringLock(() => {}, new AbortController().signal);

/** Lends it, filled; PostgreSQL is stopped afterwards. */
export async function withShop<T>(
  use: (sized: SizedDatabase, database: Database) => Promise<T>,
): Promise<T> {
  using _lock = await alone();
  await using database = await openDatabase([{ workload: SHOP, size: SIZE }], noHooks);
  return await use(database.of("shop", SIZE), database);
}
