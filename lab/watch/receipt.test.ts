import assert from "node:assert/strict";
import { withShop } from "../testing/database.ts";
import { beginBooks, readBooks, receiptBetween } from "./receipt.ts";
import { faultTest } from "../testing/faults.ts";

/** Different statements by the thousand: constants and names do not make one another, operators do. */
const statement = (number: number) =>
  "SELECT id" + Array.from({ length: 13 }, (_, bit) =>
    number >> bit & 1 ? " + id" : " - id").join("") +
  " FROM item WHERE id = 1";

faultTest(
  "books that overflow",
  "a receipt says when PostgreSQL had no room for all statements, and how long it was kept",
  async () => {
    await withShop(async ({ sql, keepsBooks }) => {
      const [{ most }] = await sql`
      SELECT current_setting('pg_stat_statements.max')::int AS most` as [{ most: number }];
      assert.ok(most < 8192, `${most} statements have room`);
      await beginBooks(sql, keepsBooks);
      const whole = await readBooks(sql, keepsBooks);
      await sql.unsafe(statement(1));
      const before = await readBooks(sql, keepsBooks);
      const few = receiptBetween(whole, before)!;
      assert.deepEqual([few.statementCount, few.droppedCount], [1, 0]);
      // A million statements in one text are parsed one by one, and booked so.
      for (let from = 0; from < most * 1.5; from += 500) {
        const some = Array.from({ length: 500 }, (_, index) => statement((from + index) % 8192));
        await sql.unsafe(some.join(";"));
      }
      const receipt = receiptBetween(before, await readBooks(sql, keepsBooks))!;
      assert.ok(receipt.droppedCount! > 0, JSON.stringify({ ...receipt, statements: [] }));
      assert.ok(receipt.statementCount < most * 1.5, "it undercounts");
      assert.ok(receipt.bookedS! > 0 && receipt.bookedErrorS! > 0);
    });
  },
);

Deno.test("a receipt tells rows that were written, and transactions that were rolled back", async () => {
  await withShop(async (_sized, database) => {
    await using copy = await database.copyOf("shop", 100);
    const { sql, keepsBooks } = copy;
    const before = await readBooks(sql, keepsBooks);
    await sql`INSERT INTO purchase (item_id, count, note) VALUES (1, 1, 'kept')`;
    await sql.begin(async (sql) => {
      await sql`UPDATE item SET price = price + 1 WHERE id <= 3`;
      throw new Error("not kept");
    }).catch(() => {});
    // A session books what it did when a second has passed, or at once when it is asked to.
    await sql`SELECT pg_stat_force_next_flush()`;
    const receipt = receiptBetween(before, await readBooks(sql, keepsBooks))!;
    assert.equal(receipt.writtenRowCount, 4);
    assert.equal(receipt.rolledBackCount, 1);
  });
});
