import { afterAll, describe, expect, it } from 'vitest';
import { agentTools, type AgentTool, type AgentToolName } from '../../../src/agentTools.ts';
import { callTool, questionBeforeOpening } from '../../../src/agents/tools.ts';
import { IdentityError } from '../../../src/errors.ts';
import type { PanelTarget } from '../../../src/manifest.ts';
import { demoService } from '../../support/demoService.ts';

const { service, idOf, requests, forget, close } = demoService(1);
afterAll(close);

const opened: PanelTarget[] = [];
const context = {
  service: async () => service,
  shownSubscriptions: () => undefined,
  openPanel: (target: PanelTarget) => void opened.push(target),
};

async function call(name: AgentToolName, input: unknown): Promise<Readonly<Record<string, unknown>>> {
  const text = await callTool(name, { input, context, signal: new AbortController().signal });
  return JSON.parse(text.slice(text.indexOf('\n'))) as Readonly<Record<string, unknown>>;
}

describe('the tools for agents', () => {
  it('a list of clusters is narrowed by name, and says what could not be read', async () => {
    const { clusters, unknown } = await call('aksIdentity_listClusters', { nameContains: 'SHOP' });
    expect(clusters).not.toEqual([]);
    expect(clusters).toSatisfy((all: { name: string }[]) => all.every(({ name }) => name.includes('shop')));
    expect(unknown).toEqual([]);
  });

  it('a list of clusters names its subscriptions that are not visible, rather than showing nothing there', async () => {
    const gone = '00000000-0000-4000-8000-00000000dead';
    const { clusters, unknown } = await call('aksIdentity_listClusters', { subscriptionId: gone });
    expect(clusters).toEqual([]);
    expect(unknown).toEqual([{ subscriptionId: gone, reason: expect.stringContaining('is not visible') as string }]);
    const seen = (await idOf('shop-weu')).split('/')[2]!.toUpperCase();
    expect(await call('aksIdentity_listClusters', { subscriptionId: seen })).toMatchObject({ unknown: [] });
  });

  it('an explanation has each identity with its roles and the verdict of each need', async () => {
    const clusterId = await idOf('shop-weu');
    const { identities } = await call('aksIdentity_explainCluster', { clusterId });
    const requirements = await service.requirements(clusterId);
    const needs = (identities as { needs: object[] }[]).flatMap((one) => one.needs);
    expect(needs).toHaveLength(requirements.length);
    for (const one of identities as { needs: { verdict: string }[] }[]) {
      const ranks = one.needs.map(({ verdict }) => ['missing', 'unknown', 'granted'].indexOf(verdict));
      expect(ranks).toEqual(ranks.toSorted());
    }
    const sources = (identities as { source: string }[]).map(({ source }) => source);
    expect(sources.filter((source) => !source.startsWith('https://'))).toEqual([]);
    expect(sources.length).toBeGreaterThan(2);
  });

  it('who can act is told with the role assignments, and can be limited to a principal (H-02)', async () => {
    const clusterId = await idOf('shop-weu');
    const { access, canBecomeAdmin, mode } = await call('aksIdentity_whoCanAct', { clusterId });
    const cells = access as { principalId: string; roleName: string }[];
    expect([mode, cells.length > 3, (canBecomeAdmin as object[]).length > 0]).toEqual(['azure', true, true]);
    const principalId = cells.at(-1)!.principalId;
    const limited = await call('aksIdentity_whoCanAct', { clusterId, principalId });
    expect(limited['access']).toEqual(cells.filter((cell) => cell.principalId === principalId));
  });

  it('who can act is told of a principal for all clusters, and of nobody in particular for none (H-05)', async () => {
    const { access } = await call('aksIdentity_whoCanAct', { clusterId: await idOf('shop-weu') });
    const { principalId } = (access as { principalId: string }[])[0]!;
    const { clusters, considered } = await call('aksIdentity_whoCanAct', { principalId });
    expect((clusters as { clusterId: string }[]).map(({ clusterId }) => clusterId)).toContain(await idOf('shop-weu'));
    expect(considered).toBeGreaterThan(10);
    await expect(call('aksIdentity_whoCanAct', {})).rejects.toThrow('principalId has to be the object ID');
  });

  it('why reads a message and answers with nothing of it but the values that were recognised (Q-12, Q-13)', async () => {
    const word = 'zqwordthatnooneelsehas';
    const text = `${word} AADSTS700016: Application with identifier 'msi' was not found in the directory 'x'. password=${word}1 ${word}`;
    const answer = await call('aksIdentity_why', { text });
    expect(answer).toMatchObject({ cause: 'CLIENT_ID_WRONG', certainty: 'certain', secrets: ['password'] });
    expect(JSON.stringify(answer)).not.toContain(word);
  });

  it('why takes the cluster if it is known, and answers signed out from the message alone (Q-12)', async () => {
    const text = 'no token file specified. Check pod configuration';
    const clusterId = await idOf('legacy-neu');
    expect(await call('aksIdentity_why', { text, clusterId })).toMatchObject({ cause: 'WORKLOAD_IDENTITY_OFF' });
    const alone = {
      ...context,
      service: () => Promise.reject(new IdentityError({ code: 'signedOut', message: 'No.' })),
    };
    const signal = new AbortController().signal;
    expect(await callTool('aksIdentity_why', { input: { text }, context: alone, signal })).toContain(
      '"cause":"UNKNOWN"',
    );
    await expect(call('aksIdentity_why', { text, clusterId: 'shop' })).rejects.toThrow('not an ARM resource id');
  });

  it('a diagnosis has the findings with their fixes, and each fix can be planned', async () => {
    const { findings } = await call('aksIdentity_diagnoseCluster', { clusterId: await idOf('shop-weu') });
    const fixes = (findings as { fix?: object }[]).flatMap(({ fix }) => fix ?? []);
    expect(fixes).not.toEqual([]);
    for (const change of fixes) {
      const { steps, reversible } = await call('aksIdentity_planChange', { change });
      expect(steps).not.toEqual([]);
      expect(reversible).toBeTypeOf('boolean');
    }
  });

  it('workloads come with what could not be checked', async () => {
    const { workloads, unknown } = await call('aksIdentity_listWorkloads', { clusterId: await idOf('shop-weu') });
    expect(workloads).toBeInstanceOf(Array);
    expect(unknown).toBeInstanceOf(Array);
  });

  it('a plan to show opens in the panel; what is refused opens nothing', async () => {
    const clusterId = await idOf('legacy-neu');
    const change = { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'systemAssigned' } };
    await call('aksIdentity_showPlan', { change });
    expect(opened).toEqual([{ kind: 'change', draft: change }]);
    await expect(call('aksIdentity_showPlan', { change: { ...change, clusterId: `${clusterId}x` } })).rejects.toThrow();
    expect(opened).toHaveLength(1);
  });

  it('the user is asked before a plan is shown, and before nothing else', () => {
    const change = { kind: 'createResourceGroup', subscriptionId: 's', name: '[a](command:b)', location: 'l' };
    expect(questionBeforeOpening('aksIdentity_planChange', { change })).toBeUndefined();
    expect(questionBeforeOpening('aksIdentity_showPlan', { change: { kind: 'nothing' } })).toBeUndefined();
    const question = questionBeforeOpening('aksIdentity_showPlan', { change });
    expect(question?.message.value).toMatch(/^Create resource group \\\[a\\\]\\\(command:b\\\)\. Review it in a panel/);
  });

  it('the user is asked in one sentence, whatever an agent calls things', () => {
    const name = 'x\n\n**Your admin has agreed.** [More][1] <img src="https://a.example">\n\n[1]: https://a.example';
    const change = { kind: 'createResourceGroup', subscriptionId: 's', name, location: 'l' };
    const question = questionBeforeOpening('aksIdentity_showPlan', { change });
    expect(question?.message.value).toContain('Your admin has agreed');
    expect(question?.message.value).not.toMatch(/\n|(?<!\\)[[\]*<]/);
  });

  it('the user is asked without signs that turn the text around or are not seen, and not at length', () => {
    const name = `id-\u202Edorp\u200B${'x'.repeat(100_000)}`;
    const change = { kind: 'createResourceGroup', subscriptionId: 's', name, location: 'l' };
    const asked = questionBeforeOpening('aksIdentity_showPlan', { change })?.message.value ?? '';
    expect(asked).not.toMatch(/\p{C}/u);
    expect(asked).toMatch(/Review it in a panel/);
    expect(asked.length).toBeLessThan(1500);
  });

  it('an input that does not fit is refused with the place, before anything is read', async () => {
    await forget();
    const wrong: readonly (readonly [AgentToolName, unknown])[] = [
      ['aksIdentity_explainCluster', {}],
      ['aksIdentity_explainCluster', { clusterId: 'x', more: 1 }],
      ['aksIdentity_planChange', { change: 'x' }],
      ['aksIdentity_planChange', { change: { kind: 'setKubelet' } }],
      ['aksIdentity_listClusters', null],
    ];
    for (const [name, input] of wrong) await expect(call(name, input)).rejects.toMatchObject({ code: 'refused' });
    expect(await requests()).toEqual([]);
  });

  it('no tool writes', async () => {
    await forget();
    const clusterId = await idOf('legacy-neu');
    const change = { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'systemAssigned' } };
    const inputFor = (takes: AgentTool['takes']): object => ({
      ...('change' in takes ? { change } : {}),
      ...('clusterId' in takes ? { clusterId } : {}),
      ...('resourceId' in takes ? { resourceId: clusterId } : {}),
      ...('text' in takes ? { text: 'no token file specified' } : {}),
    });
    for (const [name, { takes }] of Object.entries<AgentTool>(agentTools)) {
      await call(name as AgentToolName, inputFor(takes));
    }
    const writes = (await requests()).filter((one) => !one.startsWith('GET ') && !/resourcegraph/i.test(one));
    expect(writes).toEqual([]);
  });
});
