import type { Step } from '../../../src/domain/plan/plan.ts';
import { beforeAll, followUps, type Result } from './combinations.ts';
import { faults } from './faults.ts';
import { meanwhiles } from './meanwhile.ts';
import type { Violation } from './judge.ts';

const classes = ['lost', 'doubled', 'overwritten', 'widened', 'told wrong'] as const satisfies Violation['class'][];

/** The table of docs/tables/faults.md: a row for each fault, how often it was run with what followed, and what broke. */
export function tableOf(all: readonly Result[]): string {
  const results = all.filter(isPromised);
  const order = [beforeAll, ...meanwhiles.map(({ name }) => name), ...faults.map(({ name }) => name)];
  const names = order.filter((name) => results.some(({ fault }) => fault === name));
  return [
    row(['fault', ...followUps, ...classes]),
    row(['---', ...followUps.map(() => '--:'), ...classes.map(() => '--:')]),
    ...names.map((name) =>
      counted(
        name,
        results.filter(({ fault }) => fault === name),
      ),
    ),
    counted(`all ${results.length}`, results),
  ].join('\n');
}

/**
 * What is not promised: a row for each kind of write that has no condition, or none that tells, with how often a colleague
 * acted while it was on its way, and how often they lost something by it.
 */
export function unpromisedTableOf(results: readonly Result[]): string {
  const all = results.filter((one) => !isPromised(one));
  const kinds = [...new Set(all.map(unpromisedName))].toSorted();
  return [
    row([
      'a colleague while this is on its way, or after the look at who uses it',
      'combinations',
      'something of theirs is lost',
    ]),
    row(['---', '--:', '--:']),
    ...kinds.map((kind) => {
      const found = all.filter((one) => unpromisedName(one) === kind);
      return row([kind, String(found.length), String(found.filter(({ violations }) => violations.length > 0).length)]);
    }),
  ].join('\n');
}

/** What was lost there, by the names of the rows. */
export function lostOnTheWay(results: readonly Result[]): ReadonlySet<string> {
  const lost = results.filter((one) => !isPromised(one) && one.violations.length > 0);
  return new Set(lost.map(unpromisedName));
}

function isPromised({ unpromised }: Result): boolean {
  return unpromised === undefined;
}

function unpromisedName({ unpromised = 'putCluster', isBesideTheCondition }: Result): string {
  return isBesideTheCondition === true ? `${words[unpromised]}, and its node pools` : words[unpromised];
}

const words: Readonly<Record<Step['kind'], string>> = {
  createResourceGroup: 'making a resource group',
  createIdentity: 'making an identity',
  deleteIdentity: 'deleting an identity',
  createCluster: 'making a cluster',
  putCluster: 'updating a cluster',
  upgradeNodeImage: 'upgrading a node image',
  assignRole: 'granting a role',
  removeRole: 'removing a role',
  activateRole: 'activating a role',
  addAccessPolicy: 'adding an access policy',
  removeAccessPolicy: 'removing an access policy',
  createCredential: 'making a federated credential',
  deleteCredential: 'removing a federated credential',
  createBinding: 'binding an identity',
  deleteBinding: 'unbinding an identity',
  rejoinFleet: 'joining a cluster to its Fleet again',
  deleteTrustedBinding: 'removing a binding of Trusted Access',
};

function counted(name: string, results: readonly Result[]): string {
  const combinations = followUps.map((followUp) => results.filter((one) => one.followUp === followUp).length);
  const broken = classes.map(
    (name) => results.filter(({ violations }) => violations.some((one) => one.class === name)).length,
  );
  return row([name, ...[...combinations, ...broken].map((count) => (count === 0 ? '0' : count.toLocaleString('en')))]);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** What broke, each mechanism once, with how often and the first example. */
export function brokenIn(results: readonly Result[]): readonly string[] {
  const found = new Map<string, { count: number; readonly example: string }>();
  for (const { violations, step, fault, followUp, colleague, kind, unpromised } of results)
    for (const { class: name, what } of violations) {
      if (unpromised !== undefined && name !== 'doubled') continue;
      const key = `${name}: ${kind}, step ${step}: ${what}`;
      const example = `${fault}; ${followUp}${colleague === undefined ? '' : ` (who ${colleague})`}`;
      const before = found.get(key) ?? { count: 0, example };
      found.set(key, { ...before, count: before.count + 1 });
    }
  return [...found].map(([key, { count, example }]) => `${key} [${count}, such as: ${example}]`);
}
