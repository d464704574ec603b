/** An az command: its arguments, quoted for a shell, and the first version of az that has all of it. */
import { argumentQuoted, shellQuoted } from '../arm/shellText.ts';
import type { Step } from './plan.ts';

/** The az command for a step, and the first version of az with all of it; left out if every version has it. */
export type AzCommand = Pick<Step, 'az' | 'azSince'>;

/** The oldest az that we count on. Source: https://learn.microsoft.com/cli/azure/release-notes-azure-cli */
const first = '2.23.0';

/** The first version of az with each command or option. Source: https://learn.microsoft.com/cli/azure/release-notes-azure-cli */
export const knownSince = {
  ownKubelet: '2.26.0',
  noPrivateZone: '2.30.0',
  natGateway: '2.36.0',
  nodeResourceGroup: '2.37.0',
  issuer: '2.42.0',
  credentials: '2.42.0',
  pluginMode: '2.47.0',
  workloadIdentity: '2.47.0',
  update: '2.49.0',
  trustedAccess: '2.53.0',
  fleet: '2.61.0',
  // The oldest version in which the argument was seen.
  nginx: '2.74.0',
  gateway: '2.86.0',
  bindings: '2.89.0',
} as const;

/** Returns the oldest version of az that has everything in the commands. */
export function oldestAz(commands: readonly AzCommand[]): string {
  return newestAzVersion(commands.map(({ azSince }) => azSince)) ?? first;
}

function newestAzVersion(versions: readonly (string | undefined)[]): string | undefined {
  return versions
    .filter((version) => version !== undefined)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1);
}

/** One argument of a command: its flag, and its values. */
export type Argument = readonly [name: string, ...values: string[]];

/** Arguments that az has only since some version. */
interface Newer {
  readonly version: string;
  readonly parts: readonly Argument[];
}

/** A part of a command. */
export type Part = Argument | Newer;

/**
 * Quotes an argument of az for bash and zsh. What follows `@` at its start, or after its first `=`, az takes for the name of a file and
 * sends the content of that file: such a text is handed over as the content of one. az removes new lines at the end of it.
 * Source: https://learn.microsoft.com/cli/azure/use-azure-cli-successfully-tips
 */
function azQuoted(argument: string): string {
  const [before] = /^(?:[^=]*=)?(?=@.)/s.exec(argument) ?? [];
  if (before === undefined) return shellQuoted(argument);
  return `${shellQuoted(`${before}@`)}<(printf %s ${shellQuoted(argument.slice(before.length))})`;
}

/** Returns arguments that az has only from a version on. */
export function knownFrom(version: string, parts: readonly Argument[]): Newer {
  return { version, parts };
}

/** Returns a command with its arguments, quoted for bash and zsh; `itself` is the first version of az with the command. */
export function azCommand(name: string, parts: readonly Part[], itself?: string): AzCommand {
  const newer = parts.filter((part) => 'version' in part).filter((part) => part.parts.length > 0);
  const words = parts
    .flatMap((part) => ('version' in part ? part.parts : [part]))
    .map(([flag, value, ...more]) =>
      [value === undefined ? flag : argumentQuoted(flag, value, azQuoted), ...more.map(azQuoted)].join(' '),
    );
  return azCommandOf([name, ...words].join(' '), [itself, ...newer.map(({ version }) => version)]);
}

/** Returns commands that are run one after the other, each on a line of its own; after one that fails, none is run. */
export function azCommandLines(commands: readonly AzCommand[]): AzCommand {
  return azCommandOf(
    commands.map(({ az }) => az).join(' &&\n'),
    commands.map(({ azSince }) => azSince),
  );
}

function azCommandOf(az: string, versions: readonly (string | undefined)[]): AzCommand {
  const azSince = newestAzVersion(versions);
  return azSince === undefined ? { az } : { az, azSince };
}

/** Returns the argument with this value; none without a value. */
export function option(name: string, value: string | undefined): readonly Argument[] {
  return value === undefined ? [] : [[name, value]];
}

/** Returns an argument whose value another command looks up. */
export function argumentLookedUp({ az }: AzCommand): string {
  return `"$(${az})"`;
}
