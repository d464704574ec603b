/** Follows a name in a source to what stands for it: the value of a constant, or what the callers of a function give. */
import ts from 'typescript';

type Called = ts.CallExpression | ts.NewExpression;
type Declared = ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement;

/** Returns a function that says what a name stands for in these sources; each declaration is followed once. */
export function createGiven(files: readonly ts.SourceFile[]): (name: ts.Identifier) => readonly ts.Node[] {
  const calls = new Map<string, Called[]>();
  const index = (node: ts.Node): void => {
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && ts.isIdentifier(node.expression))
      calls.set(node.expression.text, [...(calls.get(node.expression.text) ?? []), node]);
    ts.forEachChild(node, index);
  };
  files.forEach(index);
  const followed = new Set<Declared>();
  return (name) => {
    const declared = declarationOf(name);
    if (declared === undefined || followed.has(declared)) return [];
    followed.add(declared);
    if (ts.isVariableDeclaration(declared)) return declared.initializer ? [declared.initializer] : [];
    const parameter = ts.isParameter(declared) ? declared : declared.parent.parent;
    if (!ts.isParameter(parameter)) return [];
    const given = calls.get(nameOfFunction(parameter.parent) ?? '')?.filter((call) => isCallOf(parameter.parent, call));
    const values = (given ?? []).flatMap((call) => givenIn(call, parameter));
    return ts.isParameter(declared) ? values : values.flatMap((value) => memberOf(value, declared));
  };
}

/** Where a name comes from: the parameter or the variable that the code around it declares. */
function declarationOf(name: ts.Identifier): Declared | undefined {
  for (let scope: ts.Node | undefined = name.parent; scope; scope = scope.parent) {
    const declared = declaredIn(scope).find((each) => each.name.getText() === name.text);
    if (declared) return declared;
  }
  return undefined;
}

function declaredIn(scope: ts.Node): readonly Declared[] {
  if (ts.isFunctionLike(scope)) return scope.parameters.flatMap((each) => [each, ...partsOf(each)]);
  const list = ts.isForOfStatement(scope)
    ? [scope.initializer]
    : ts.isBlock(scope) || ts.isSourceFile(scope) || ts.isCaseOrDefaultClause(scope)
      ? scope.statements.filter(ts.isVariableStatement).map(({ declarationList }) => declarationList)
      : [];
  return list
    .filter(ts.isVariableDeclarationList)
    .flatMap(({ declarations }) => declarations.flatMap((each) => [each, ...partsOf(each)]));
}

/** The names that are taken out of a value. */
function partsOf({ name }: Declared): readonly ts.BindingElement[] {
  return ts.isObjectBindingPattern(name) ? name.elements.flatMap((each) => [each, ...partsOf(each)]) : [];
}

function nameOfFunction(made: ts.SignatureDeclaration): string | undefined {
  const named = ts.isConstructorDeclaration(made) || ts.isArrowFunction(made) ? made.parent : made;
  const isNamed = ts.isFunctionDeclaration(named) || ts.isClassDeclaration(named) || ts.isVariableDeclaration(named);
  return isNamed ? named.name?.getText() : undefined;
}

/** Functions of other sources have to be imported. */
function isCallOf(made: ts.Node, call: Called): boolean {
  const source = call.getSourceFile();
  const name = call.expression.getText();
  return (
    made.getSourceFile() === source ||
    source.statements.some(
      (each) => ts.isImportDeclaration(each) && new RegExp(`\\b${name}\\b`).test(each.importClause?.getText() ?? ''),
    )
  );
}

function givenIn({ arguments: values = [] as never }: Called, parameter: ts.ParameterDeclaration): readonly ts.Node[] {
  const place = parameter.parent.parameters.indexOf(parameter);
  return values.slice(place, parameter.dotDotDotToken ? undefined : place + 1);
}

/** The value of a member that a function takes out of its argument. */
function memberOf(value: ts.Node, { name, propertyName }: ts.BindingElement): readonly ts.Node[] {
  if (!ts.isObjectLiteralExpression(value)) return [];
  const member = value.properties.find((each) => each.name?.getText() === (propertyName ?? name).getText());
  if (member === undefined) return [];
  return ts.isPropertyAssignment(member)
    ? [member.initializer]
    : ts.isShorthandPropertyAssignment(member)
      ? [member.name]
      : [];
}
