import ts from 'typescript';

/** What the tests of a file are called; those that are skipped are not among them. */
export function titlesIn(path: string, text: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTest(node.expression)) {
      const [title] = node.arguments;
      if (title && ts.isStringLiteralLike(title)) found.push(title.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return found;
}

/** `it`, `it.each(...)` and the like, but nothing that does not run. */
function isTest(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return callee.text === 'it' || callee.text === 'test';
  if (ts.isCallExpression(callee) || ts.isTaggedTemplateExpression(callee)) {
    return isTest(ts.isCallExpression(callee) ? callee.expression : callee.tag);
  }
  return ts.isPropertyAccessExpression(callee) && /^(each|for)$/.test(callee.name.text) && isTest(callee.expression);
}
