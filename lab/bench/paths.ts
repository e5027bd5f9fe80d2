import { pathToFileURL } from "node:url";

/** A file as what `import()` takes. */
export const toFileUrl = (path: string): string => pathToFileURL(path).href;
