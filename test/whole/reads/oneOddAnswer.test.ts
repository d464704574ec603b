import { unknownTexts } from '../../../src/domain/arm/unknown.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { createOddAzure, oddAnswers } from '../../support/azure/oddAnswers.ts';
import { troubled, troubledWorld } from '../../support/azure/troubledWorld.ts';
import { textOf, textsOf } from '../../../src/sentences/textOf.ts';

/** What a look has found: what is wrong, or held, by cluster, and where it says that not all could be read. */
interface Found {
  readonly things: ReadonlySet<string>;
  /** The clusters about which something is reported as unknown; `*` for all. */
  readonly unknown: ReadonlySet<string>;
}

const clusters = Object.values(troubled).map(({ id }) => ({ id, name: id.split('/').at(-1) ?? '' }));

function found(rows: readonly { name: string; things: readonly string[]; unknown: readonly string[] }[]): Found {
  return {
    things: new Set(rows.flatMap(({ name, things }) => things.map((thing) => `${name}: ${thing}`))),
    unknown: new Set(rows.flatMap(({ name, unknown }) => (unknown.length > 0 ? [name] : []))),
  };
}

type Finding = Awaited<ReturnType<Bench['api']['diagnose']>>[number];
const isDoubt = ({ code }: Finding): boolean => code === 'notAllRead' || code === 'identityUnreadable';
const kindsOf = (findings: readonly Finding[]): readonly string[] =>
  findings.filter((finding) => !isDoubt(finding)).map(({ code }) => code);
const doubtsOf = (findings: readonly Finding[]): readonly string[] => findings.filter(isDoubt).map(({ text }) => text);

/** The looks at Azure that others show or keep. */
const looks: Readonly<Record<string, (bench: Bench) => Promise<Found>>> = {
  async 'a report'({ api }) {
    const { clusters: rows, notes = [] } = JSON.parse(await api.report({ format: 'json' })) as {
      clusters: { name: string; findings: Finding[]; unread: string[] }[];
      notes?: string[];
    };
    const all = rows.map(({ name, findings, unread }) => ({ name, things: kindsOf(findings), unknown: unread }));
    return found([...all, { name: '*', things: [], unknown: notes }]);
  },
  async diagnose({ api }) {
    const all = clusters.map(async ({ id, name }) => {
      const findings = await api.diagnose(id);
      return { name, things: kindsOf(findings), unknown: doubtsOf(findings) };
    });
    return found(await Promise.all(all));
  },
  async workloads({ api }) {
    const all = clusters.map(async ({ id, name }) => {
      const workloads = await api.workloads(id);
      const things = workloads.flatMap(({ identityId, credentialId, bindingId, state, roles }) =>
        identityId === ''
          ? []
          : [
              credentialId ?? bindingId ?? '',
              ...roles.map((role) => role.id),
              ...(state === 'broken' ? ['broken'] : []),
            ],
      );
      const unknown = workloads.flatMap(({ state, reason = '' }) => (state === 'unknown' ? [reason] : []));
      return {
        name,
        things,
        unknown: unknown.filter((reason) => !reason.startsWith('Which service accounts may use')),
      };
    });
    return found(await Promise.all(all));
  },
  async 'the tree, the map and the panel'({ service }) {
    const all = clusters.map(async ({ id, name }) => {
      const { roleAssignments, unknown } = await service.cluster(id);
      return { name, things: roleAssignments.map((role) => role.id), unknown: textsOf(unknownTexts(unknown)) };
    });
    return found(await Promise.all(all));
  },
  async 'the plan of a change'({ service }) {
    const identityId = `${troubled.ownWeu.id.split('/providers/')[0]}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-former`;
    const plan = await service.plan([
      { kind: 'setControlPlane', clusterId: troubled.ownWeu.id, controlPlane: { kind: 'userAssigned', identityId } },
    ] as never);
    const open = plan.checks.filter(({ verdict }) => verdict === 'unknown').map(({ title }) => textOf(title));
    const steps = plan.steps.map(({ title }) => textOf(title));
    return found([
      { name: 'own-weu', things: [...steps, ...plan.warnings.map(({ text }) => textOf(text))], unknown: open },
    ]);
  },
};

/** Without these nothing can be checked: the subscriptions, and the cluster itself if only one is checked. */
function isRoot(question: string, look: string): boolean {
  if (question === 'GET /subscriptions') return true;
  return !look.includes('report') && /^GET .*\/managedclusters\/[^/]+$/.test(question);
}

/** If Azure itself says that one thing doesn't exist, it doesn't. */
function isGone(question: string, answer: string): boolean {
  const path = question.replace(/^GET /, '');
  return (
    answer === 'a 404' &&
    !path.includes('/upgradeprofiles/') &&
    /\/providers\/[^/]+(?:\/[^/]+\/[^/]+)+ ?$|\/resourcegroups\/[^/]+$/.test(path)
  );
}

/** `npm run test:long` gives every answer to every request; otherwise a twelfth of them, each request and each answer in turn. */
const isLong = process.env['AKS_IDENTITY_LONG'] === '1';
const kinds = Object.keys(oddAnswers);
const isItsTurn = (index: number, kind: string): boolean => isLong || (index + kinds.indexOf(kind)) % 12 === 0;

describe.each(Object.entries(looks))('one odd answer: %s', (name, look) => {
  const azure = createOddAzure();
  const bench = createBench(troubledWorld(), { between: azure.between });
  let whole: Found;
  let questions: readonly string[] = [];
  beforeAll(async () => {
    azure.forget();
    whole = await look(bench);
    questions = azure.asked().filter((question) => !isRoot(question, name));
  });

  it('is tried at each of the requests, and most of them find something', () => {
    expect(questions.length).toBeGreaterThan(10);
    expect(whole.things.size).toBeGreaterThan(3);
  });

  it.each(Object.entries(oddAnswers))(
    'takes nothing away without saying so, nor calls anything wrong: %s (T-74)',
    async (kind, answer) => {
      const wrong: string[] = [];
      const asked = questions.filter((each, index) => isItsTurn(index, kind) && !isGone(each, kind));
      for (const question of asked) {
        azure.answer({ question, answer });
        const now = await look(bench).catch((error: Error) => error);
        azure.answer(undefined);
        if (now instanceof Error) {
          wrong.push(`${question}: ENDS ${now.message}`);
          continue;
        }
        const isKnown = (thing: string): boolean =>
          !now.unknown.has('*') && !now.unknown.has(thing.slice(0, thing.indexOf(':')));
        const lost = [...whole.things].filter((thing) => !now.things.has(thing) && isKnown(thing));
        const made = [...now.things].filter((thing) => !whole.things.has(thing));
        if (lost.length > 0) wrong.push(`${question}: LOST ${lost.join(', ')}`);
        if (made.length > 0) wrong.push(`${question}: MADE UP ${made.join(', ')}`);
      }
      expect(wrong).toEqual([]);
    },
  );
});
