/** The text without its comments, each string literal replaced by an empty one. */
export function skeleton(text: string, comment: RegExp, string: RegExp): string {
  return text.replace(string, "''").replace(comment, '');
}

/** Whether every bracket is closed, in order. */
export function isBalanced(text: string): boolean {
  const open: string[] = [];
  const pairs: Record<string, string> = { '}': '{', ']': '[', ')': '(' };
  for (const character of text) {
    if ('{[('.includes(character)) open.push(character);
    else if (character in pairs && open.pop() !== pairs[character]) return false;
  }
  return open.length === 0;
}
