/**
 * The quotes: the same on every machine, so that a trial here reads what a trial there read. A
 * sentence is 12 to 60 words of a small vocabulary, about 190 characters in the middle, as long as
 * the quotes that people collect.
 */
import { seededRandom } from "../../lab/nouns/random.ts";

export interface Author {
  id: number;
  name: string;
}
export interface Quote {
  id: number;
  text: string;
  authorId: number;
}

export const AUTHOR_COUNT = 100;

const WORDS =
  ("time work light stone river morning patience answer question measure winter garden paper hand " +
    "bread road window silence memory courage harbour number letter mountain evening friend doubt " +
    "reason habit storm candle journey the a of in and to with without after before every no some " +
    "our your their makes finds keeps breaks carries asks gives forgets returns begins ends slowly " +
    "twice often never always quietly well only still again small great old honest empty long plain")
    .split(" ");
const FIRST = "Ada Bruno Clara Dario Edith Felix Greta Hugo Irma Jonas".split(" ");
const LAST = "Aldous Berg Castell Dahl Ekman Ferrer Grimaldi Holt Ibarra Jansen".split(" ");

/** All authors, ids 1 to 100, each name once. */
export function authors(): Author[] {
  return Array.from({ length: AUTHOR_COUNT }, (_, index) => ({
    id: index + 1,
    name: `${FIRST[index % 10]} ${LAST[Math.floor(index / 10)]}`,
  }));
}

/** Quotes with ids 1 to `count`. The first thousand of 100,000 are those of 1,000. */
export function* quotes(count: number): Generator<Quote> {
  const random = seededRandom(1);
  const pick = (limit: number) => Math.floor(random() * limit);
  for (let id = 1; id <= count; id++) {
    const words = Array.from(
      { length: 12 + pick(25) + pick(25) },
      () => WORDS[pick(WORDS.length)]!,
    );
    const sentence = words.join(" ");
    yield {
      id,
      text: sentence[0]!.toUpperCase() + sentence.slice(1) + ".",
      authorId: 1 + pick(AUTHOR_COUNT),
    };
  }
}
