/** Kinds of fields that many nouns have. */
import { z } from "zod";

export const name = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "expected words-in-kebab-case");

/** A variant, or one as it was at a revision of its repository: `mine@main~1`. */
export const variantName = z.string().regex(
  /^[a-z0-9]+(-[a-z0-9]+)*(@[\w./~^-]+)?$/,
  "expected words-in-kebab-case, with @REVISION behind it or not",
);

export const count = z.int().nonnegative();

export const quantity = z.number().nonnegative();
