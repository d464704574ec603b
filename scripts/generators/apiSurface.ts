/** What the public API takes and gives, and what stands in the files of the emulator, as the compiler sees them. */
import { resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '..', '..');
const contract = resolve(root, 'src', 'api', 'contract.ts');
const worlds = resolve(root, 'src', 'emulator', 'arm', 'worldFile.ts');
const snapshots = resolve(root, 'src', 'emulator', 'files', 'snapshot.ts');
const deepest = 8;

/** What the compiler knows of the API and of the emulator's files. */
interface Surfaces {
  readonly api: readonly string[];
  readonly world: readonly string[];
  readonly snapshot: readonly string[];
}

/**
 * Returns a line for each method of the API, and one for each place in what it resolves with: `clusters()[].kubelet.identityId?: string`.
 * Where a value is one of several words, each of them has a line of its own. World files and snapshots have a line for each member; the types
 * of worlds are those that their reader infers from its checks.
 */
export function typedSurfaces(): Surfaces {
  const program = ts.createProgram([contract, worlds, snapshots], { ...options(), noLib: false });
  const checker = program.getTypeChecker();
  const typeIn = (file: string, wanted: string): ts.InterfaceDeclaration => {
    const all = program.getSourceFile(file)?.statements.filter(ts.isInterfaceDeclaration) ?? [];
    const found = all.find(({ name }) => name.text === wanted);
    if (found === undefined) throw new Error(`${file} has no ${wanted}.`);
    return found;
  };
  const membersIn = (file: string, wanted: string): readonly string[] => [
    ...new Set(valuesAt('', checker.getTypeAtLocation(typeIn(file, wanted)), checker)),
  ];
  return {
    api: apiLines(typeIn(contract, 'AksIdentityApi'), checker),
    world: membersIn(worlds, 'WorldFile'),
    snapshot: membersIn(snapshots, 'Snapshot').filter((line) => line.startsWith('emulator')),
  };
}

function apiLines(api: ts.InterfaceDeclaration, checker: ts.TypeChecker): readonly string[] {
  const source = api.getSourceFile();
  const lines: string[] = [];
  for (const member of checker.getTypeAtLocation(api).getProperties()) {
    const type = checker.getTypeOfSymbolAtLocation(member, source);
    const [call] = type.getCallSignatures();
    if (call === undefined) {
      lines.push(...valuesAt(member.name, type, checker));
      continue;
    }
    const takes = call.getParameters().map((each) => `${each.name}${isOptional(each, checker, source) ? '?' : ''}`);
    lines.push(`${member.name}(${takes.join(', ')})`);
    const gives = checker.getAwaitedType(call.getReturnType());
    if (gives !== undefined) lines.push(...valuesAt(`${member.name}()`, gives, checker));
  }
  return [...new Set(lines)];
}

function options(): ts.CompilerOptions {
  const read: { config?: unknown } = ts.readConfigFile(resolve(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  return ts.parseJsonConfigFileContent(read.config, ts.sys, root).options;
}

function isOptional(parameter: ts.Symbol, checker: ts.TypeChecker, source: ts.SourceFile): boolean {
  const [declared] = parameter.declarations ?? [];
  if (declared !== undefined && ts.isParameter(declared)) return checker.isOptionalParameter(declared);
  return (checker.getTypeOfSymbolAtLocation(parameter, source).flags & ts.TypeFlags.Undefined) !== 0;
}

const plain = ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.Unknown;

/** What stands at a path; changes are told by their own list. */
function valuesAt(path: string, type: ts.Type, checker: ts.TypeChecker, depth = 0): readonly string[] {
  const parts = type.isUnion() && (type.flags & ts.TypeFlags.Boolean) === 0 ? type.types : [type];
  return parts.flatMap((part): readonly string[] => {
    if ((part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.VoidLike)) !== 0) return [];
    if ((part.flags & plain) !== 0) return [`${path}: ${checker.typeToString(part)}`];
    if (/\.(?:change|fix)\??$/.test(path)) return [`${path}: a change`];
    if (depth >= deepest) return [`${path}: ...`];
    const element = checker.getIndexTypeOfType(part, ts.IndexKind.Number);
    if (element !== undefined) return valuesAt(`${path}[]`, element, checker, depth + 1);
    const named = checker.getIndexTypeOfType(part, ts.IndexKind.String);
    const members = part.getProperties();
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
