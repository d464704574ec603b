/** What the public API takes and gives, and what stands in the files of the emulator, as the compiler sees them. */
import { resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '..', '..');
const contract = resolve(root, 'src', 'api', 'contract.ts');
const changes = resolve(root, 'src', 'domain', 'change', 'change.ts');
const worlds = resolve(root, 'src', 'emulator', 'arm', 'worldFile.ts');
const snapshots = resolve(root, 'src', 'emulator', 'files', 'snapshot.ts');
const deepest = 8;

/** What the compiler knows of the API and of the emulator's files. */
interface Surfaces extends ApiSurface {
  readonly world: readonly string[];
  readonly snapshot: readonly string[];
}

/** A public API: its lines, and those members of what it takes that can't be left out. */
interface ApiSurface {
  readonly api: readonly string[];
  readonly needed: readonly string[];
}

/** Returns the surface of the API, and a line for each member of world files and snapshots, whose types their reader infers from its checks. */
export function typedSurfaces(): Surfaces {
  const program = programOf([contract, worlds, snapshots]);
  const checker = program.getTypeChecker();
  const membersIn = (file: string, wanted: string): readonly string[] => [
    ...new Set(valuesAt('', checker.getTypeAtLocation(typeIn(program, file, wanted)), checker)),
  ];
  return {
    ...apiSurface(program, contract),
    world: membersIn(worlds, 'WorldFile'),
    snapshot: membersIn(snapshots, 'Snapshot').filter((line) => line.startsWith('emulator')),
  };
}

/** Returns what the compiler knows of files and of what they import. */
export function programOf(files: readonly string[]): ts.Program {
  return ts.createProgram([...files, changes], { ...options(), noLib: false });
}

function typeIn(program: ts.Program, file: string, wanted: string): ts.Statement {
  const all = program.getSourceFile(file)?.statements ?? [];
  const found = all.find(
    (one) => (ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one)) && one.name.text === wanted,
  );
  if (found === undefined) throw new Error(`${file} has no ${wanted}.`);
  return found;
}

/**
 * Returns a line for each method of the API of a file, one for each place in what it takes, and one for each in what it resolves with:
 * `report(options.format: "csv")`, `clusters()[].kubelet.identityId?: string`. Where a value is one of several words, each of them has a line.
 */
export function apiSurface(program: ts.Program, file: string): ApiSurface {
  const checker = program.getTypeChecker();
  const api = typeIn(program, file, 'AksIdentityApi');
  const change = typeIn(program, changes, 'Change');
  const takenAt = (path: string, type: ts.Type): readonly string[] =>
    (type.flags & plain) === 0 && checker.isTypeAssignableTo(checker.getTypeAtLocation(change), type)
      ? [`${path}: a change`]
      : valuesAt(path, type, checker);
  const lines: string[] = [];
  const needed: string[] = [];
  for (const member of checker.getTypeAtLocation(api).getProperties()) {
    const type = checker.getTypeOfSymbolAtLocation(member, api);
    const [call] = type.getCallSignatures();
    if (call === undefined) {
      lines.push(...valuesAt(member.name, type, checker));
      continue;
    }
    const parameters = call.getParameters().map((each) => ({
      name: `${each.name}${isOptional(each, checker, api) ? '?' : ''}`,
      type: checker.getTypeOfSymbolAtLocation(each, api),
    }));
    lines.push(`${member.name}(${parameters.map(({ name }) => name).join(', ')})`);
    const taken = parameters.flatMap((each) => takenAt(each.name, each.type)).map((line) => `${member.name}(${line})`);
    // That it may be left out from now on is no line less; what a given function is called with is as in answers.
    lines.push(...taken.map((line) => line.replace(/^[^(]*\([^(:]*/, (path) => path.replaceAll('?', ''))));
    const own = taken.flatMap((line) => /^[^(]*\([^(:]*\.[^(:?]+(?=[(:])/.exec(line)?.[0] ?? []);
    needed.push(...own.map((path) => `${path.replaceAll(/\?|\[\]$/g, '')})`));
    const gives = checker.getAwaitedType(call.getReturnType());
    if (gives === undefined) continue;
    if (gives !== call.getReturnType()) lines.push(`${member.name}(): a promise`);
    lines.push(...valuesAt(`${member.name}()`, gives, checker));
  }
  return { api: [...new Set(lines)], needed: [...new Set(needed)] };
}

function options(): ts.CompilerOptions {
  const read: { config?: unknown } = ts.readConfigFile(resolve(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  return ts.parseJsonConfigFileContent(read.config, ts.sys, root).options;
}

function isOptional(parameter: ts.Symbol, checker: ts.TypeChecker, place: ts.Node): boolean {
  const [declared] = parameter.declarations ?? [];
  if (declared !== undefined && ts.isParameter(declared)) return checker.isOptionalParameter(declared);
  return (checker.getTypeOfSymbolAtLocation(parameter, place).flags & ts.TypeFlags.Undefined) !== 0;
}

const plain =
  ts.TypeFlags.StringLike |
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.Any |
  ts.TypeFlags.Unknown;

/** What stands at a path; changes are told by their own list. */
function valuesAt(path: string, type: ts.Type, checker: ts.TypeChecker, depth = 0): readonly string[] {
  const parts = type.isUnion() && (type.flags & ts.TypeFlags.Boolean) === 0 ? type.types : [type];
  return parts.flatMap((part): readonly string[] => {
    if ((part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.VoidLike)) !== 0) return [];
    if ((part.flags & (plain | ts.TypeFlags.Null)) !== 0) return [`${path}: ${checker.typeToString(part)}`];
    if (/\.(?:change|fix)\??$/.test(path)) return [`${path}: a change`];
    if (depth >= deepest) return [`${path}: ...`];
    const element = checker.getIndexTypeOfType(part, ts.IndexKind.Number);
    if (element !== undefined) return valuesAt(`${path}[]`, element, checker, depth + 1);
    const named = checker.getIndexTypeOfType(part, ts.IndexKind.String);
    const members = part.getProperties();
    const [call] = part.getCallSignatures();
    if (call !== undefined)
      return [
        `${path}: a function that returns ${checker.typeToString(call.getReturnType())}`,
        ...call
          .getParameters()
          .flatMap((each) => valuesAt(`${path}(${each.name})`, checker.getTypeOfSymbol(each), checker, depth + 1)),
      ];
    // What is Azure's own has any members.
    if (named !== undefined && members.length === 0)
      return named.isUnion() ? [`${path}: an object`] : valuesAt(`${path}{}`, named, checker, depth + 1);
    return members.flatMap((member) => {
      const isMissing = (member.flags & ts.SymbolFlags.Optional) !== 0;
      const own = checker.getTypeOfSymbol(member);
      return valuesAt(`${path === '' ? '' : `${path}.`}${member.name}${isMissing ? '?' : ''}`, own, checker, depth + 1);
    });
  });
}
