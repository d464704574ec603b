import ts from 'typescript';

/** A test as its file declares it: the groups around it, from outside in, its title, and the line where it starts. */
export interface DeclaredTest {
  readonly groups: readonly string[];
  readonly title: string;
  readonly line: number;
}

/** Lists the tests of a file, without those that are skipped and those whose title is only known when they run. */
export function testsIn(path: string, text: string): readonly DeclaredTest[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const found: DeclaredTest[] = [];
  const visit = (node: ts.Node, groups: readonly string[]): void => {
    const [title] = ts.isCallExpression(node) ? node.arguments : [];
    if (!ts.isCallExpression(node) || !title || !ts.isStringLiteralLike(title)) {
      ts.forEachChild(node, (child) => visit(child, groups));
    } else if (isOneOf(['describe', 'suite'], node.expression)) {
      ts.forEachChild(node, (child) => visit(child, [...groups, title.text]));
    } else {
      const line = source.getLineAndCharacterOfPosition(title.getStart(source)).line + 1;
      if (isOneOf(['it', 'test'], node.expression)) found.push({ groups, title: title.text, line });
      ts.forEachChild(node, (child) => visit(child, groups));
    }
  };
  visit(source, []);
  return found;
}

/** `it`, `it.each(...)` and the like, but nothing that does not run. */
function isOneOf(names: readonly string[], callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return names.includes(callee.text);
  if (ts.isCallExpression(callee) || ts.isTaggedTemplateExpression(callee)) {
    return isOneOf(names, ts.isCallExpression(callee) ? callee.expression : callee.tag);
  }
  const isTable = ts.isPropertyAccessExpression(callee) && /^(each|for|runIf|skipIf)$/.test(callee.name.text);
  return isTable && isOneOf(names, callee.expression);
}
