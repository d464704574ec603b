/**
 * `node scripts/bodySchema.ts` writes the types of what can be set at clusters and node pools for the emulator. They come from the
 * model of @azure/arm-containerservice, which Microsoft generates from the published specification: its serializers name
 * what goes over the wire, without what only AKS sets, and its declarations say of which type that is.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { formattedJson } from './formattedJson.ts';

const root = join(import.meta.dirname, '..');
const sdk = join(root, 'node_modules/@azure/arm-containerservice');
const models = join(sdk, 'dist/esm/models/models');
const target = 'src/emulator/providers/containerService/body/bodySchema.json';
const roots = ['ManagedCluster', 'AgentPool', 'TagsObject'];
/** The declarations call every number `number`; these are the only ones that need not be whole. */
const fractions = ['spotMaxPrice'];

type Shape = Readonly<Record<string, string>>;

const program = ts.createProgram([`${models}.d.ts`], { skipLibCheck: true });
const checker = program.getTypeChecker();
const declarations = program.getSourceFile(`${models}.d.ts`);
const code = ts.createSourceFile('models.js', readFileSync(`${models}.js`, 'utf8'), ts.ScriptTarget.Latest);

function typeNamed(name: string): ts.Type {
  const found = declarations?.statements.filter(ts.isInterfaceDeclaration).find((each) => each.name.text === name);
  if (found === undefined) throw new Error(`The SDK has no model '${name}'.`);
  return checker.getTypeAtLocation(found);
}

/** The serializers of the declarations, by the name of what they take. */
const serializers = new Map(
  [...(declarations?.statements ?? [])]
    .filter(ts.isFunctionDeclaration)
    .filter(({ name }) => /^[a-z]\w*Serializer$/.test(name?.text ?? ''))
    .map((each) => [each.parameters[0]?.type?.getText() ?? '', each.name?.text ?? ''] as const),
);

/** What a serializer writes: names on the wire with the expressions that make their values. */
function writtenBy(serializer: string): readonly (readonly [string, string])[] {
  const made = code.statements
    .filter(ts.isFunctionDeclaration)
    .find(({ name }) => name?.text === serializer)
    ?.body?.statements.find(ts.isReturnStatement)?.expression;
  if (made === undefined || !ts.isObjectLiteralExpression(made)) throw new Error(`'${serializer}' makes no object.`);
  return made.properties
    .filter(ts.isPropertyAssignment)
    .map(({ name, initializer }) => [
      ts.isStringLiteral(name) || ts.isIdentifier(name) ? name.text : name.getText(code),
      initializer.getText(code),
    ]);
}

const shapes = new Map<string, Shape>();

/** Adds the shape under its name, with all shapes in it. */
function addShape(name: string, type: ts.Type, serializer: string): string {
  if (shapes.has(name)) return name;
  shapes.set(name, {});
  const entries = writtenBy(serializer).map(([wire, expression]) => [wire, memberOf(name, type, wire, expression)]);
  shapes.set(name, Object.fromEntries(entries) as Shape);
  return name;
}

function memberOf(owner: string, type: ts.Type, wire: string, expression: string): string {
  const inner = /(\w+Serializer)\(item\)/.exec(expression)?.[1];
  if (inner !== undefined) return addShape(`${owner}${wire.charAt(0).toUpperCase()}${wire.slice(1)}`, type, inner);
  const property = type.getProperty(/item\["(\w+)"\]/.exec(expression)?.[1] ?? wire);
  if (property === undefined || declarations === undefined) throw new Error(`'${owner}' has no '${wire}'.`);
  const itsType = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(property, declarations));
  return nameOf(itsType, wire, /(\w+Serializer)\(item\[/.exec(expression)?.[1]);
}

function nameOf(type: ts.Type, wire: string, serializer: string | undefined): string {
  const text = checker.typeToString(type);
  if (text === 'boolean') return 'boolean';
  if (text === 'number') return fractions.includes(wire) ? 'number' : 'integer';
  if (text === 'any' || text === 'unknown') return 'any';
  if (text === 'Date' || /^Uint8Array(?:<\w+>)?$/.test(text) || isText(type)) return 'string';
  if (checker.isArrayType(type)) {
    const [element] = checker.getTypeArguments(type as ts.TypeReference);
    if (element !== undefined) return `${nameOf(element, wire, undefined)}[]`;
  }
  const entry = type.getStringIndexType();
  if (entry !== undefined) return `Record<${nameOf(checker.getNonNullableType(entry), wire, undefined)}>`;
  const known = serializers.get(text) ?? serializer;
  if (known === undefined) throw new Error(`Nothing writes '${wire}' of type '${text}'.`);
  return addShape(serializers.has(text) ? text : known.replace(/^_?(\w)(\w+)Serializer$/, upperFirst), type, known);
}

function upperFirst(_: string, first: string, rest: string): string {
  return first.toUpperCase() + rest;
}

function isText(type: ts.Type): boolean {
  return type.isUnion() ? type.types.every(isText) : (type.flags & ts.TypeFlags.StringLike) !== 0;
}

for (const name of roots) addShape(name, typeNamed(name), serializers.get(name) ?? '');
const { version } = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8')) as { version: string };
const apiVersion = [...code.text.matchAll(/KnownVersions\["V\w+"\] = "([\d-]+)"/g)].map(([, date]) => date).at(-1);
const schema = {
  source: `@azure/arm-containerservice@${version}`,
  apiVersion,
  shapes: Object.fromEntries(shapes),
};
writeFileSync(join(root, target), await formattedJson(schema));
console.log(`${target}: ${String(shapes.size)} shapes of ${schema.source}, api version ${apiVersion ?? '?'}`);
