/** Finds texts for people in sources that no translation can reach. */
import ts from 'typescript';
import { createMeant, isMade, isText, returnsOf, sourcesOf } from './givenTexts.ts';
import { isTextAfter, textsOfMarkup } from './textsOfMarkup.ts';

/** The members whose texts a person reads. */
const shown =
  /^(?:text|label|title|message|description|placeholder|detail|effect|hint|tooltip|heading|words|summary|reason|notice|caption|meaning|brief|short|start|noun|why|absence|prompt|placeHolder|openLabel|pasteable|disabled|note|help|by|since)$/;
const tags = /^(?:say|t|toText|evidence)$/;
/** What is thrown, or called, with a sentence as its first argument. */
const thrown = /^(?:refusedError|Refusal|Error|changedSince|onDamaged)$/;

/** What VS Code shows: a text, and its buttons. */
const notified = /\.(?:show(?:Information|Warning|Error)Message|setStatusBarMessage)$/;

/** What shows the text that is its first argument, or its second. */
const showing = /^(?:TreeItem|MarkdownString|createOutputChannel|createTerminal|appendText|appendMarkdown)$/;
const showingSecond = /^(?:createWebviewPanel|Diagnostic)$/;
/** What says of a text what is wrong with it. */
const ruling = /^(?:rule|validateInput)$/;
const markup = /^(?:html|svg)$/;

/** What makes a sentence or a name fit its place. */
const fitting =
  /^(?:verbatim|joinWords|sentenceList|asClause|asSentence|withoutFullStop|withoutLinks|withoutIcons|capitalised|capitalise[A-Z]\w+)$/;

/** A text, and the source where it stands. */
export interface Plain {
  readonly file: string;
  readonly text: string;
}

/**
 * Returns the texts that reach a person as they are: as such a member, as a value within a sentence or within evidence, thrown, in a
 * notification, as what is said where a pattern fits, or as several words that stand in for a name. Where a function or a constant stands
 * between them, what is given to it in these sources counts.
 */
export function plainStringsIn(files: readonly ts.SourceFile[], checker: ts.TypeChecker): readonly Plain[] {
  const all = sourcesOf(files, checker);
  const near = createMeant(all, fitting, true);
  const far = createMeant(all, fitting);
  const found = new Map<string, Plain>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && shown.test(node.name.getText())) note(node.initializer);
    if (ts.isPropertyAssignment(node) && isSubject(node)) note(node.initializer);
    if (ts.isPropertyAssignment(node) && ruling.test(node.name.getText()))
      near(node.initializer).filter(isMade).flatMap(returnsOf).forEach(note);
    if (ts.isShorthandPropertyAssignment(node) && shown.test(node.name.getText())) note(node.name);
    if (ts.isVariableDeclaration(node) && node.initializer && shown.test(node.name.getText())) note(node.initializer);
    if (ts.isTaggedTemplateExpression(node) && tags.test(node.tag.getText()) && ts.isTemplateExpression(node.template))
      for (const { expression } of node.template.templateSpans) valuesOf(expression).forEach(noteInSentence);
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && thrown.test(node.expression.getText()))
      node.arguments?.slice(0, 1).forEach(note);
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) shownBy(node).forEach(note);
    if (ts.isTaggedTemplateExpression(node) && markup.test(node.tag.getText())) noteMarkup(node.template);
    if (ts.isBinaryExpression(node) && isAssignment(node)) note(node.right);
    if (ts.isCallExpression(node) && isJoin(node)) node.arguments.forEach(note);
    if (ts.isCallExpression(node) && notified.test(node.expression.getText())) node.arguments.forEach(note);
    if (
      ts.isPropertyAssignment(node) &&
      node.name.getText() === 'filters' &&
      ts.isObjectLiteralExpression(node.initializer)
    )
      for (const { name } of node.initializer.properties) noteKey(name);
    if (ts.isArrayLiteralExpression(node) && node.elements[0]?.kind === ts.SyntaxKind.RegularExpressionLiteral)
      node.elements.slice(1).forEach(note);
    for (const choice of choicesOf(node)) if (hasSeveralWords(choice)) note(choice);
    ts.forEachChild(node, visit);
  };
  const add = (node: ts.Node, text: string): void => {
    const { fileName: file } = node.getSourceFile();
    found.set(`${file}: ${text}`, { file, text });
  };
  const noteMarkup = (template: ts.TemplateLiteral): void => {
    for (const text of textsOfMarkup(wholeOf(template)))
      if (isEnglish(text)) add(template, text.replaceAll('\u0000', '{}'));
    if (ts.isTemplateExpression(template))
      template.templateSpans.forEach(({ expression }, at) => {
        if (isTextAfter(wholeOf(template, at))) note(expression);
      });
  };
  /** VS Code shows the kinds of files by the keys of an object. */
  const noteKey = (name: ts.PropertyName | undefined): void => {
    if (name && ts.isComputedPropertyName(name)) noteInSentence(name.expression);
    else if (name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) && isEnglish(name.text)) add(name, name.text);
  };
  /** One word of what is far may be the name of a kind, unless it is within a sentence. */
  const note = (node: ts.Node): void => {
    for (const each of near(node)) noteMeant(each, note);
    for (const each of far(node)) if (hasSeveralWords(each)) noteMeant(each, ignore);
  };
  const noteInSentence = (node: ts.Node): void => {
    for (const each of far(node)) noteMeant(each, noteInSentence);
  };
  const noted = new Map<(node: ts.Node) => void, Set<ts.Node>>();
  const noteMeant = (node: ts.Node, noteWithin: (node: ts.Node) => void): void => {
    const before = noted.get(noteWithin) ?? new Set();
    if (before.has(node)) return;
    noted.set(noteWithin, before.add(node));
    if (ts.isArrayLiteralExpression(node)) node.elements.forEach(noteWithin);
    // It says in English what was a sentence.
    if (ts.isCallExpression(node)) add(node, node.getText());
    if (!isText(node) || isKind(node)) return;
    const text = wholeOf(node);
    if (isEnglish(text)) add(node, text.replaceAll('\u0000', '{}'));
    if (ts.isTemplateExpression(node)) node.templateSpans.forEach(({ expression }) => noteWithin(expression));
  };
  /** What is written where only certain words may stand is the name of a kind. */
  const isKind = (node: ts.Expression): boolean => {
    const type = checker.getContextualType(node);
    return type !== undefined && (type.isUnion() ? type.types : [type]).every(isOneWord);
  };
  files.forEach(visit);
  return [...found.values()];
}

/** A text with a sign where values go; or its beginning, up to one of them. */
function wholeOf(node: ts.StringLiteralLike | ts.TemplateLiteral, upTo?: number): string {
  if (!ts.isTemplateExpression(node)) return node.text;
  return [node.head.text, ...node.templateSpans.slice(0, upTo).map(({ literal }) => literal.text)].join('\u0000');
}

function shownBy({
  expression,
  arguments: given = [] as never,
}: ts.CallExpression | ts.NewExpression): readonly ts.Node[] {
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
  if (showing.test(name)) return given.slice(0, 1);
  return showingSecond.test(name) ? given.slice(1, 2) : [];
}

function ignore(): void {
  // What is far counts by itself.
}

/** What stands in a place of a sentence; evidence has lists there, and values by their names. */
function valuesOf(place: ts.Expression): readonly ts.Expression[] {
  if (ts.isArrayLiteralExpression(place)) return place.elements.flatMap(valuesOf);
  if (!ts.isObjectLiteralExpression(place)) return [place];
  const values = place.properties.filter(ts.isPropertyAssignment).filter((each) => !isPath(each));
  return values.flatMap(({ initializer }) => valuesOf(initializer));
}

/** What a button is for, beside its label. */
function isSubject({ name, parent }: ts.PropertyAssignment): boolean {
  return name.getText() === 'of' && parent.properties.some((each) => each.name?.getText() === 'label');
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
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return [node.body];
  return ts.isBinaryExpression(node) && isChoice(node) ? [node.right] : [];
}

/** What is given later to a variable counts as one, too. */
function isChoice({ left, operatorToken: { kind } }: ts.BinaryExpression): boolean {
  if (kind === ts.SyntaxKind.EqualsToken) return ts.isIdentifier(left);
  return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
}

/** What a view or an item of VS Code is given later: `view.message = `. */
function isAssignment({ left, operatorToken }: ts.BinaryExpression): boolean {
  if (operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isPropertyAccessExpression(left)) return false;
  return shown.test(left.name.text);
}

/** Words between what is joined; a path has several arguments. */
function isJoin({ expression, arguments: given }: ts.CallExpression): boolean {
  const isOne = given.length === 1 && ts.isStringLiteral(given[0]!);
  return isOne && ts.isPropertyAccessExpression(expression) && expression.name.text === 'join';
}

function isOneWord({ flags }: ts.Type): boolean {
  return (flags & (ts.TypeFlags.StringLiteral | ts.TypeFlags.Undefined)) !== 0;
}

/** One word may be the name of a kind, which nobody reads. */
function hasSeveralWords(node: ts.Node): boolean {
  return isText(node) && /[a-z] [a-z]/.test(node.getText());
}

/** Names of products, of Azure's operations and of commands have no blank between small words; those of settings and types are one word. */
function isEnglish(text: string): boolean {
  if (/^\S+[A-Z./]\S+$/.test(text)) return false;
  const words = text.replaceAll(/\$\([\w~-]+\)/g, '');
  return /(?:^|[\s\u0000(])(?!az |https?:)[a-z]+(?:[\s\u0000,.)]|$)/i.test(words) && /[a-z]/.test(words);
}
