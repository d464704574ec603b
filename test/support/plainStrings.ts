/** Finds texts for people in sources that no translation can reach. */
import ts from 'typescript';

/** The members whose texts a person reads. */
const shown =
  /^(?:text|label|title|message|description|placeholder|detail|effect|hint|tooltip|heading|words|summary|reason|notice|caption|meaning|brief|short|start|noun|why)$/;
const tags = /^(?:say|t|toText|evidence)$/;
/** What is thrown, or called, with a sentence as its first argument. */
const thrown = /^(?:refusedError|Refusal|changedSince|onDamaged)$/;

/**
 * Returns the texts that reach a person as they are: as such a member, as a value within a sentence or within evidence, thrown, as what
 * is said where a pattern fits, or as several words that stand in for a name.
 */
export function plainStringsIn(name: string, source: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && shown.test(node.name.getText())) note(node.initializer);
    if (ts.isVariableDeclaration(node) && node.initializer && shown.test(node.name.getText())) note(node.initializer);
    if (ts.isTaggedTemplateExpression(node) && tags.test(node.tag.getText()) && ts.isTemplateExpression(node.template))
      for (const { expression } of node.template.templateSpans) valuesOf(expression).forEach(note);
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && thrown.test(node.expression.getText()))
      node.arguments?.slice(0, 1).forEach(note);
    if (ts.isArrayLiteralExpression(node) && node.elements[0]?.kind === ts.SyntaxKind.RegularExpressionLiteral)
      node.elements.slice(1).forEach(note);
    for (const choice of choicesOf(node)) if (hasSeveralWords(choice)) note(choice);
    ts.forEachChild(node, visit);
  };
  const note = (node: ts.Expression): void => {
    if (ts.isParenthesizedExpression(node)) note(node.expression);
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(note);
    else if (ts.isBinaryExpression(node)) note(node.right);
    else if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const text = ts.isTemplateExpression(node)
        ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('\u0000')
        : node.text;
      if (isEnglish(text)) found.push(`${name}: ${text.replaceAll('\u0000', '{}')}`);
    }
  };
  visit(ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true));
  return [...new Set(found)];
}

/** What stands in a place of a sentence; evidence has lists there, and values by their names. */
function valuesOf(place: ts.Expression): readonly ts.Expression[] {
  if (ts.isArrayLiteralExpression(place)) return place.elements.flatMap(valuesOf);
  if (!ts.isObjectLiteralExpression(place)) return [place];
  const values = place.properties.filter(ts.isPropertyAssignment).filter((each) => !isPath(each));
  return values.flatMap(({ initializer }) => valuesOf(initializer));
}

/** Where evidence was read. */
function isPath({ name, initializer }: ts.PropertyAssignment): boolean {
  return name.getText() === 'from' && ts.isStringLiteral(initializer) && !initializer.text.includes(' ');
}

/** What a value may be, where there is a choice, and what a variable or the answer of a function is. */
function choicesOf(node: ts.Node): readonly ts.Expression[] {
  if (ts.isVariableDeclaration(node) || ts.isReturnStatement(node)) {
    const value = ts.isReturnStatement(node) ? node.expression : node.initializer;
    return value === undefined ? [] : [value];
  }
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse];
  const isElse = ts.isBinaryExpression(node) && /^(?:\?\?|\|\|)$/.test(node.operatorToken.getText());
  return isElse ? [node.right] : [];
}

/** One word may be the name of a kind, which nobody reads. */
function hasSeveralWords(node: ts.Expression): boolean {
  return (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) && /[a-z] [a-z]/.test(node.getText());
}

/** Names of products, of Azure's operations and of commands have no blank between small words. */
function isEnglish(text: string): boolean {
  return /(?:^|[\s\u0000(])(?!az |https?:)[a-z]{2,}(?:[\s\u0000,.)]|$)/i.test(text) && /[a-z]/.test(text);
}
