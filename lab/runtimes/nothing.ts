/** What a runtime says that builds nothing and starts nothing. */
export const nothingToStart = {
  needs: () => Promise.resolve(null),
  locks: () => [],
  versions: () => Promise.resolve({}),
};
