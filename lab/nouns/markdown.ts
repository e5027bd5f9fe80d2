/** Text made safe for Markdown: nothing in it is taken for a mark, a tag or, on GitHub, for a formula. */
export function plainMarkdown(text: string): string {
  return text.replace(/[\\`*_{}\[\]<>&|~$#]/g, "\\$&").replaceAll("\n", " ");
}
