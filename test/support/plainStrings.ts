/** Finds texts for people in sources that no translation can reach. */
import ts from 'typescript';

/** The members whose texts a person reads. */
const shown =
  /^(?:text|label|title|message|description|placeholder|detail|effect|hint|tooltip|heading|words|summary|reason|notice|caption|meaning|brief|short|start|noun|why)$/;
const tags = /^(?:say|t|toText|evidence)$/;
/** What is thrown with a sentence as its first argument. */
const thrown = /^(?:refusedError|Refusal|changedSince)$/;

/**
 * Returns the texts that reach a person as they are: as such a member, as a value within a sentence, thrown, or as what
 * is said where a pattern fits.
 */
export function plainStringsIn(name: string, source: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && shown.test(node.name.getText())) note(node.initializer);
    if (ts.isVariableDeclaration(node) && node.initializer && shown.test(node.name.getText())) note(node.initializer);
    if (ts.isTaggedTemplateExpression(node) && tags.test(node.tag.getText()) && ts.isTemplateExpression(node.template))
      for (const { expression } of node.template.templateSpans) note(expression);
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && thrown.test(node.expression.getText()))
      node.arguments?.slice(0, 1).forEach(note);
    if (ts.isArrayLiteralExpression(node) && node.elements[0]?.kind === ts.SyntaxKind.RegularExpressionLiteral)
      node.elements.slice(1).forEach(note);
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
  return found;
}

/** Names of products, of Azure's operations and of commands have no blank between small words. */
function isEnglish(text: string): boolean {
  return /(?:^|[\s\u0000(])(?!az |https?:)[a-z]{2,}(?:[\s\u0000,.)]|$)/i.test(text) && /[a-z]/.test(text);
}
