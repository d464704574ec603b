/** Finds sentences that are put together of pieces, which no other language could put in its own order or form. */
import ts from 'typescript';

const tags = /^(?:say|t|toText|evidence)$/;

/** What stands alone, before or after other sentences: it begins as one and ends as one, or is one that was given. */
const whole = /^ ?(?:["A-Z{](?:[^]*[.?!]|[^]*:(?: \{\d+\}| [\w ,-]+ \{\d+\})?)|\{0\})\s*$/;

/** A remark in brackets stands after what it is about in every language. */
const remark = /^ \([^]*\)$/;

/** Punctuation and blanks at an end are there for something to be glued to. */
const glued = /^(?:[\s,;:)]|\.\s)|[\s,;(]$/;

/** Where three values stand in a row and words follow, one of the values is a verb. */
const strung = /\{\d+\} \{\d+\} \{\d+\} [a-z]/;

/** A piece, and where it is. */
export interface Fragment {
  readonly node: ts.TaggedTemplateExpression;
  readonly text: string;
}

/**
 * Returns the sentences in a source that are pieces of others: those that stand in one or in a choice there, and those that begin or end
 * with what joins them to another, or that have no words of their own between values. A whole sentence or a remark in brackets may follow, and words may stand in for a name that isn't known.
 */
export function fragmentsIn(source: ts.SourceFile): readonly Fragment[] {
  const found = new Set<ts.TaggedTemplateExpression>();
  const visit = (node: ts.Node): void => {
    if (isSentence(node)) {
      if (glued.test(textOf(node)) || strung.test(textOf(node))) found.add(node);
      if (ts.isTemplateExpression(node.template))
        for (const { expression } of node.template.templateSpans)
          for (const piece of piecesOf(expression)) found.add(piece);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found]
    .map((node) => ({ node, text: textOf(node) }))
    .filter(({ text }) => strung.test(text) || (!whole.test(text) && !remark.test(text)));
}

function piecesOf(node: ts.Expression): readonly ts.TaggedTemplateExpression[] {
  if (ts.isParenthesizedExpression(node)) return piecesOf(node.expression);
  if (ts.isConditionalExpression(node)) {
    const { whenTrue, whenFalse } = node;
    const ofBranch = (branch: ts.Expression, other: ts.Expression): readonly ts.TaggedTemplateExpression[] =>
      isSentence(branch) && isName(other) ? [] : piecesOf(branch);
    return [...ofBranch(whenTrue, whenFalse), ...ofBranch(whenFalse, whenTrue)];
  }
  if (ts.isBinaryExpression(node)) {
    const isFallback = /^(?:\?\?|\|\|)$/.test(node.operatorToken.getText());
    return isFallback ? piecesOf(node.left) : [...piecesOf(node.left), ...piecesOf(node.right)];
  }
  return isSentence(node) ? [node] : [];
}

/** What isn't written here is a name, or what the code made elsewhere. */
function isName(node: ts.Expression): boolean {
  const isNothing = ts.isStringLiteralLike(node) || ts.isArrayLiteralExpression(node) || node.getText() === 'undefined';
  return !isNothing && piecesOf(node).length === 0;
}

function isSentence(node: ts.Node): node is ts.TaggedTemplateExpression {
  return ts.isTaggedTemplateExpression(node) && tags.test(node.tag.getText());
}

/** A text with a sign where values go. */
function textOf({ template }: ts.TaggedTemplateExpression): string {
  if (!ts.isTemplateExpression(template)) return template.text;
  return template.head.text + template.templateSpans.map(({ literal }, at) => `{${at}}${literal.text}`).join('');
}
