/**
 * Follows an expression in sources to what it may stand for: through constants, members, lists, what functions return, and what their
 * callers give them.
 */
import { posix } from 'node:path';
import ts from 'typescript';

type Called = ts.CallExpression | ts.NewExpression;
type Declared = ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement | Made;
type Made = ts.FunctionLikeDeclaration;

/** Something that an expression may be, and what the functions around it were given. */
interface Meant {
  readonly node: ts.Node;
  readonly within?: Given;
}

/** What a function that is followed was given. */
interface Given {
  readonly made: Made;
  readonly argument: (parameter: ts.ParameterDeclaration) => readonly Meant[];
  readonly within?: Given | undefined;
}

/** How many functions within each other are told apart by what calls them. */
const deepest = 0;
const unchanged =
  /^(?:filter|slice|toSorted|sort|toReversed|reverse|concat|flat|at|find|findLast|pop|shift|trim|toString|toLowerCase|toUpperCase|padEnd|padStart|values|replace|replaceAll|toSpliced|then)$/;
/** What makes words of a number and an English noun, which has a template for each. */
const counting = /^(?:countWithNoun|moreOf|fewOf|counted|nounFor)$/;
const perItem = /^(?:map|flatMap|filter|find|forEach|some|every|reduce)$/;

/** Sources, with what is called in them. */
interface Sources {
  readonly byName: ReadonlyMap<string, ts.SourceFile>;
  readonly calls: ReadonlyMap<string, readonly Called[]>;
  readonly pushes: ReadonlyMap<string, readonly ts.CallExpression[]>;
  /** The members of objects as they are written, by their names. */
  readonly members: ReadonlyMap<string, readonly ts.ObjectLiteralElementLike[]>;
  readonly checker: ts.TypeChecker;
}

/** Finds what is called in sources. */
export function sourcesOf(files: readonly ts.SourceFile[], checker: ts.TypeChecker): Sources {
  const calls = new Map<string, Called[]>();
  const pushes = new Map<string, ts.CallExpression[]>();
  const members = new Map<string, ts.ObjectLiteralElementLike[]>();
  const add = <T>(map: Map<string, T[]>, name: string, node: T): unknown =>
    map.get(name)?.push(node) ?? map.set(name, [node]);
  const index = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const name = calledName(node);
      if (name !== undefined) add(calls, name, node);
      if (name === 'push' && ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
        add(pushes, node.expression.expression.getText(), node);
    }
    if (ts.isObjectLiteralElementLike(node) && node.name && mayLeadToText(node))
      add(members, node.name.getText(), node);
    ts.forEachChild(node, index);
  };
  files.forEach(index);
  return { byName: new Map(files.map((file) => [file.fileName, file])), calls, pushes, members, checker };
}

/**
 * Returns a function that says what an expression may be in sources: the texts, lists, objects and functions as they are written;
 * if only what is near counts, nothing that another function returns or that is a member of something.
 */
export function createMeant(
  { byName, calls, pushes, members, checker }: Sources,
  fitting: RegExp,
  isNear = false,
): (node: ts.Node) => readonly ts.Node[] {
  let depth = 0;
  const known = new Map<Given | undefined, Map<ts.Node, readonly Meant[]>>();

  const meant = (node: ts.Node | undefined, within?: Given): readonly Meant[] => {
    if (node === undefined) return [];
    const here = known.get(within) ?? new Map<ts.Node, readonly Meant[]>();
    known.set(within, here);
    const before = here.get(node);
    if (before) return before;
    // What leads back to itself is nothing more.
    here.set(node, []);
    const found = distinct(followed(node, within));
    here.set(node, found);
    return found;
  };

  const followed = (node: ts.Node, within?: Given): readonly Meant[] => {
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isSpreadElement(node) ||
      ts.isAsExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isAwaitExpression(node)
    )
      return meant(node.expression, within);
    if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap((each) => meant(each, within));
    if (ts.isBinaryExpression(node)) {
      const both = /^(?:\?\?|\|\||\+)$/.test(node.operatorToken.getText());
      return [...(both ? meant(node.left, within) : []), ...meant(node.right, within)];
    }
    if (ts.isIdentifier(node)) return declarationsOf(node).flatMap((each) => ofDeclaration(each, within));
    if (isNear && (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))) return [];
    if (ts.isPropertyAccessExpression(node)) {
      if (node.expression.kind === ts.SyntaxKind.ThisKeyword)
        return membersOfClass(node).flatMap((each) => meant(each, within));
      const near = memberOf(meant(node.expression, within), node.name.text);
      return orElse(near, () => givenTo(checker.getSymbolAtLocation(node.name)));
    }
    if (ts.isElementAccessExpression(node)) {
      const holders = meant(node.expression, within);
      const { argumentExpression: key } = node;
      return ts.isStringLiteral(key) ? memberOf(holders, key.text) : holders.flatMap(everythingIn);
    }
    if (ts.isCallExpression(node)) return ofCall(node, within);
    return isText(node) || ts.isArrayLiteralExpression(node) || ts.isObjectLiteralExpression(node) || isMade(node)
      ? [{ node, ...outer(within) }]
      : [];
  };

  const ofCall = (call: ts.CallExpression, within?: Given): readonly Meant[] => {
    const { expression, arguments: values } = call;
    if (fitting.test(expression.getText()) && !ts.isPropertyAccessExpression(expression))
      return values.flatMap((each) => meant(each, within));
    if (ts.isPropertyAccessExpression(expression)) {
      const { name, expression: receiver } = expression;
      if (receiver.getText() === 'Object') {
        const holders = meant(values[0], within);
        return holders.flatMap(name.text === 'keys' ? keysOf : everythingIn);
      }
      if (name.text === 'join') return [...meant(receiver, within).flatMap(itemsOf), ...meant(values[0], within)];
      if (isNear) return [];
      if (/^(?:map|flatMap)$/.test(name.text))
        return meant(values[0], within).flatMap(({ node, within: around }) =>
          ts.isFunctionLike(node) ? returned(node as Made, () => meant(receiver, within).flatMap(itemsOf), around) : [],
        );
      if (unchanged.test(name.text))
        return [
          ...meant(receiver, within),
          ...(/^(?:concat|replace|replaceAll)$/.test(name.text)
            ? values.slice(-1).flatMap((each) => meant(each, within))
            : []),
        ];
    }
    if (expression.getText() === 'keyOfWords') return [{ node: call }];
    if (expression.getText() === 'ownValue') return isNear ? [] : meant(values[0], within).flatMap(everythingIn);
    if (isNear || counting.test(expression.getText())) return [];
    return meant(expression, within).flatMap(({ node, within: around }) =>
      isMade(node)
        ? returned(node, (parameter) => givenIn(call, parameter).flatMap((each) => meant(each, within)), around)
        : [],
    );
  };

  const returned = (made: Made, argument: Given['argument'], around?: Given): readonly Meant[] => {
    const within = depth < deepest ? { made, argument, ...outer(around) } : undefined;
    depth += 1;
    const found = returnsOf(made).flatMap((each) => meant(each, within));
    depth -= 1;
    return found;
  };

  const ofDeclaration = (declared: Declared, within?: Given): readonly Meant[] => {
    if (isMade(declared)) return [{ node: declared, ...outer(within) }];
    if (ts.isBindingElement(declared)) {
      const { parent } = declared.parent;
      const name = (declared.propertyName ?? declared.name).getText();
      const holders = ofDeclaration(parent, within);
      const found = ts.isObjectBindingPattern(declared.parent)
        ? orElse(memberOf(holders, name), () => givenTo(checker.getTypeAtLocation(declared.parent).getProperty(name)))
        : holders.flatMap((each) => itemAt(each, declared.parent.elements.indexOf(declared as never)));
      return [...found, ...meant(declared.initializer, within)];
    }
    if (ts.isVariableDeclaration(declared)) {
      const loop = declared.parent.parent;
      if (ts.isForOfStatement(loop)) return meant(loop.expression, within).flatMap(itemsOf);
      const pushed = (pushes.get(declared.name.getText()) ?? []).filter(
        (each) => each.getSourceFile() === declared.getSourceFile(),
      );
      return [
        ...meant(declared.initializer, within),
        ...(declared.initializer && ts.isArrayLiteralExpression(declared.initializer)
          ? pushed.flatMap(({ arguments: values }) => values.flatMap((each) => meant(each)))
          : []),
      ];
    }
    const made = declared.parent;
    for (let around = within; around; around = around.within)
      if (around.made === made) return [...around.argument(declared), ...meant(declared.initializer, within)];
    return [...meant(declared.initializer), ...ofCallers(declared)];
  };

  const ofCallers = (parameter: ts.ParameterDeclaration): readonly Meant[] => {
    const made = parameter.parent;
    if (isItemOf(parameter)) return meant((made.parent as ts.CallExpression).expression.getChildAt(0)).flatMap(itemsOf);
    const name = nameOfFunction(made);
    if (name !== undefined && counting.test(name)) return [];
    const given = name === undefined ? [] : (calls.get(name) ?? []).filter((call) => isCallOf(made, call));
    return given.flatMap((call) => givenIn(call, parameter).flatMap((each) => meant(each)));
  };

  const foundOnce = new Map<ts.Node, Map<string, readonly Meant[]>>();
  /** What holds itself is nothing more. */
  const once = ({ node, within }: Meant, what: string, find: () => readonly Meant[]): readonly Meant[] => {
    if (within) return depth > deepest ? [] : distinct(find());
    const here = foundOnce.get(node) ?? new Map<string, readonly Meant[]>();
    foundOnce.set(node, here);
    const before = here.get(what);
    if (before) return before;
    here.set(what, []);
    const found = distinct(find());
    here.set(what, found);
    return found;
  };

  const itemsOf = ({ node, within }: Meant): readonly Meant[] =>
    ts.isArrayLiteralExpression(node)
      ? once({ node, ...outer(within) }, '[]', () =>
          node.elements.flatMap((each) =>
            ts.isSpreadElement(each) ? meant(each, within).flatMap(itemsOf) : meant(each, within),
          ),
        )
      : [{ node, ...outer(within) }];

  const itemAt = ({ node, within }: Meant, place: number): readonly Meant[] =>
    ts.isArrayLiteralExpression(node) && !node.elements.some(ts.isSpreadElement)
      ? meant(node.elements[place], within)
      : itemsOf({ node, ...outer(within) });

  const everythingIn = (holder: Meant): readonly Meant[] =>
    ts.isObjectLiteralExpression(holder.node)
      ? once(holder, '{}', () =>
          (holder.node as ts.ObjectLiteralExpression).properties.flatMap((each) => valueOfMember(each, holder.within)),
        )
      : itemsOf(holder);

  /** What is no name of a member, but a text, is written in quotes. */
  const keysOf = ({ node, within }: Meant): readonly Meant[] =>
    ts.isObjectLiteralExpression(node)
      ? once({ node, ...outer(within) }, 'keys', () =>
          node.properties.flatMap(({ name }) =>
            name === undefined
              ? []
              : ts.isComputedPropertyName(name)
                ? meant(name.expression, within)
                : ts.isStringLiteral(name)
                  ? [{ node: name }]
                  : [],
          ),
        )
      : [];

  const memberOf = (holders: readonly Meant[], name: string): readonly Meant[] =>
    holders.flatMap(({ node, within }) =>
      ts.isObjectLiteralExpression(node)
        ? once({ node, ...outer(within) }, name, () =>
            node.properties.flatMap((each) =>
              ts.isSpreadAssignment(each)
                ? memberOf(meant(each.expression, within), name)
                : each.name?.getText() === name
                  ? valueOfMember(each, within)
                  : [],
            ),
          )
        : [],
    );

  const foundFor = new Map<ts.Node, readonly Meant[]>();
  /** What objects have as a member of a type, wherever one is written as that type. */
  const givenTo = (symbol: ts.Symbol | undefined): readonly Meant[] =>
    (symbol?.declarations ?? []).flatMap((declared) => {
      if (ts.isMethodDeclaration(declared)) return [{ node: declared }];
      if (!ts.isPropertySignature(declared) && !ts.isMethodSignature(declared)) return [];
      if (!mayHoldText(checker.getTypeAtLocation(declared))) return [];
      const before = foundFor.get(declared);
      if (before) return before;
      foundFor.set(declared, []);
      const name = declared.name.getText();
      const given = (members.get(name) ?? []).filter((member) => isAs(member, declared));
      const found = distinct(given.flatMap((member) => valueOfMember(member)));
      foundFor.set(declared, found);
      return found;
    });
  const isAs = ({ parent, name }: ts.ObjectLiteralElementLike, declared: ts.Declaration): boolean =>
    ts.isObjectLiteralExpression(parent) &&
    checker
      .getContextualType(parent)
      ?.getProperty(name?.getText() ?? '')
      ?.declarations?.includes(declared) === true;

  const valueOfMember = (member: ts.ObjectLiteralElementLike, within?: Given): readonly Meant[] =>
    ts.isPropertyAssignment(member)
      ? meant(member.initializer, within)
      : ts.isShorthandPropertyAssignment(member)
        ? meant(member.name, within)
        : ts.isSpreadAssignment(member)
          ? meant(member.expression, within).flatMap(everythingIn)
          : [{ node: member, ...outer(within) }];

  const declarationsOf = (name: ts.Identifier): readonly Declared[] => {
    for (let scope: ts.Node | undefined = name.parent; scope; scope = scope.parent) {
      const declared = namesIn(scope)?.get(name.text);
      if (declared) return [declared];
    }
    return imported(name);
  };

  const imported = (name: ts.Identifier): readonly Declared[] => {
    const source = name.getSourceFile();
    for (const statement of source.statements) {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
      const named = statement.importClause?.namedBindings;
      const one = named && ts.isNamedImports(named) && named.elements.find((each) => each.name.text === name.text);
      if (!one) continue;
      const path = posix.join(posix.dirname(source.fileName), statement.moduleSpecifier.text);
      const file = byName.get(path);
      const exported = (one.propertyName ?? one.name).getText();
      const declared = file && namesIn(file)?.get(exported);
      return declared ? [declared] : [];
    }
    return [];
  };

  return (node) => meant(node).map((each) => each.node);
}

/** Kinds, numbers and sentences are no texts. */
function mayHoldText(type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some(mayHoldText);
  return (
    (type.flags & (ts.TypeFlags.Literal | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike)) === 0 &&
    type.aliasSymbol?.name !== 'Words' &&
    type.symbol?.name !== 'Words'
  );
}

/** A sentence, a number and a choice of yes and no are no texts. */
function mayLeadToText(member: ts.ObjectLiteralElementLike): boolean {
  if (!ts.isPropertyAssignment(member)) return true;
  const { SyntaxKind } = ts;
  const none: readonly ts.SyntaxKind[] = [
    SyntaxKind.TaggedTemplateExpression,
    SyntaxKind.NumericLiteral,
    SyntaxKind.TrueKeyword,
    SyntaxKind.FalseKeyword,
  ];
  return !none.includes(member.initializer.kind);
}

function orElse(found: readonly Meant[], other: () => readonly Meant[]): readonly Meant[] {
  return found.length > 0 ? found : other();
}

function outer(within: Given | undefined): { readonly within?: Given } {
  return within ? { within } : {};
}

function distinct(list: readonly Meant[]): readonly Meant[] {
  return list.length < 2 ? list : [...new Map(list.map((each) => [each.node, each])).values()];
}

/** Returns true for a text that stands in a source. */
export function isText(node: ts.Node): node is ts.StringLiteralLike | ts.TemplateExpression {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

export function isMade(node: ts.Node): node is Made {
  return ts.isFunctionLike(node) && 'body' in node;
}

/** What a function returns. */
export function returnsOf({ body }: Made): readonly ts.Node[] {
  if (body === undefined) return [];
  if (!ts.isBlock(body)) return [body];
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}

function calledName({ expression }: Called): string | undefined {
  return ts.isIdentifier(expression)
    ? expression.text
    : ts.isPropertyAccessExpression(expression)
      ? expression.name.text
      : undefined;
}

/** The method of this class, or what its member is at first. */
function membersOfClass(node: ts.PropertyAccessExpression): readonly ts.Node[] {
  let around: ts.Node | undefined = node;
  while (around && !ts.isClassLike(around)) around = around.parent;
  return (around?.members ?? []).flatMap((each) =>
    each.name?.getText() !== node.name.getText()
      ? []
      : ts.isPropertyDeclaration(each)
        ? (each.initializer ?? [])
        : ts.isGetAccessor(each)
          ? returnsOf(each)
          : each,
  );
}

const namesOfScopes = new WeakMap<ts.Node, ReadonlyMap<string, Declared>>();

/** What is declared in a part of a source, by name. */
function namesIn(scope: ts.Node): ReadonlyMap<string, Declared> | undefined {
  const isScope =
    ts.isFunctionLike(scope) ||
    ts.isForOfStatement(scope) ||
    ts.isBlock(scope) ||
    ts.isSourceFile(scope) ||
    ts.isCaseOrDefaultClause(scope);
  if (!isScope) return undefined;
  const known = namesOfScopes.get(scope);
  if (known) return known;
  const names = new Map(declaredIn(scope).map((each) => [each.name?.getText() ?? '', each]));
  namesOfScopes.set(scope, names);
  return names;
}

function declaredIn(scope: ts.Node): readonly Declared[] {
  if (ts.isFunctionLike(scope)) return scope.parameters.flatMap((each) => [each, ...partsOf(each)]);
  const list = ts.isForOfStatement(scope)
    ? [scope.initializer]
    : ts.isBlock(scope) || ts.isSourceFile(scope) || ts.isCaseOrDefaultClause(scope)
      ? scope.statements.filter(ts.isVariableStatement).map(({ declarationList }) => declarationList)
      : [];
  const made = ts.isBlock(scope) || ts.isSourceFile(scope) ? scope.statements.filter(ts.isFunctionDeclaration) : [];
  return [
    ...list
      .filter(ts.isVariableDeclarationList)
      .flatMap(({ declarations }) => declarations.flatMap((each) => [each, ...partsOf(each)])),
    ...made,
  ];
}

/** The names that are taken out of a value. */
function partsOf({
  name,
}: ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement): readonly ts.BindingElement[] {
  if (!name || ts.isIdentifier(name)) return [];
  const elements: readonly ts.Node[] = name.elements;
  return elements.filter(ts.isBindingElement).flatMap((each) => [each, ...partsOf(each)]);
}

function nameOfFunction(made: ts.SignatureDeclaration): string | undefined {
  const named = ts.isConstructorDeclaration(made) || ts.isArrowFunction(made) ? made.parent : made;
  const isNamed =
    ts.isFunctionDeclaration(named) ||
    ts.isClassDeclaration(named) ||
    ts.isVariableDeclaration(named) ||
    ts.isMethodDeclaration(named) ||
    ts.isPropertyAssignment(named);
  return isNamed ? named.name?.getText() : undefined;
}

/** Whether a parameter is each item of a list in turn. */
function isItemOf(parameter: ts.ParameterDeclaration): boolean {
  const { parent: made } = parameter;
  const { parent: call } = made;
  return (
    made.parameters[0] === parameter &&
    ts.isCallExpression(call) &&
    ts.isPropertyAccessExpression(call.expression) &&
    perItem.test(call.expression.name.text)
  );
}

const importsOfSources = new WeakMap<ts.SourceFile, ReadonlySet<string>>();

/** The names that a source imports. */
function importsOf(source: ts.SourceFile): ReadonlySet<string> {
  const known = importsOfSources.get(source);
  if (known) return known;
  const imports = source.statements.filter(ts.isImportDeclaration);
  const names = new Set(imports.flatMap((each) => each.importClause?.getText().match(/\w+/g) ?? []));
  importsOfSources.set(source, names);
  return names;
}

/** Functions of other sources have to be imported; methods only count in their own source. */
function isCallOf(made: ts.Node, call: Called): boolean {
  const source = call.getSourceFile();
  const isMember = ts.isMethodDeclaration(made) || ts.isPropertyAssignment(made.parent);
  if (made.getSourceFile() === source) return isMember || !ts.isPropertyAccessExpression(call.expression);
  return !isMember && ts.isIdentifier(call.expression) && importsOf(source).has(call.expression.text);
}

function givenIn({ arguments: values = [] as never }: Called, parameter: ts.ParameterDeclaration): readonly ts.Node[] {
  const place = parameter.parent.parameters.indexOf(parameter);
  return values.slice(place, parameter.dotDotDotToken ? undefined : place + 1);
}
