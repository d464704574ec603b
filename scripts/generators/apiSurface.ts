/** What the public API takes and gives, as the compiler sees it. */
import { resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '..', '..');
const contract = resolve(root, 'src', 'api', 'contract.ts');
const deepest = 8;

/**
 * Returns a line for each method, and one for each place in what it resolves with: `clusters()[].kubelet.identityId?: string`. Where
 * a value is one of several words, each of them has a line of its own.
 */
export function apiSurface(): readonly string[] {
  const program = ts.createProgram([contract], { ...options(), noLib: false });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(contract);
  const api = source?.statements.filter(ts.isInterfaceDeclaration).find(({ name }) => name.text === 'AksIdentityApi');
  if (source === undefined || api === undefined) throw new Error(`${contract} has no AksIdentityApi.`);
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
    return part.getProperties().flatMap((member) => {
      const isMissing = (member.flags & ts.SymbolFlags.Optional) !== 0;
      const own = checker.getTypeOfSymbol(member);
      return valuesAt(`${path}.${member.name}${isMissing ? '?' : ''}`, own, checker, depth + 1);
    });
  });
}
