import { describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { PanelTarget } from '../../../src/manifest.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import type { WorkloadsView } from '../../../src/webview/protocol/workloads.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { apply, openPanel, planned, readyToPlan, resulted, type PanelBench } from '../panel/panelBench.ts';

async function clusterId(bench: Bench, name: string): Promise<string> {
  return (await bench.service.clusters()).items.find((one) => one.name === name)!.id;
}

const sectionOf = ({ details }: PanelState): WorkloadsView => details!.workloads!;
const isRead = ({ details }: PanelState): boolean =>
  details?.workloads !== undefined && details.workloads.rows !== undefined && details.workloads.reading === undefined;

async function panelOf(
  name: string,
  target?: (clusterId: string) => PanelTarget,
): Promise<{ readonly bench: Bench; readonly panel: PanelBench; readonly id: string }> {
  const bench = createBench(demoWorld());
  const id = await clusterId(bench, name);
  return { bench, id, panel: openPanel(bench, target?.(id) ?? { kind: 'cluster', clusterId: id }) };
}

describe('the workloads on the map', () => {
  it('are between the cluster and the roles of their identities, with what works and what does not (W-01)', async () => {
    const { panel } = await panelOf('store-weu');
    const { things, lines } = (await panel.until(isRead)).map!;
    const identities = things.filter(({ group }) => group === 'workloads');
    expect(identities.map(({ label, marks }) => `${label}: ${marks.map(({ word }) => word).join()}`)).toEqual([
      "id-basket: doesn't work",
      "id-mail: doesn't work",
      'id-storefront: old credential',
    ]);
    const [basket, , storefront] = identities;
    const tie = (to: string): string | undefined => lines.find((line) => line.to === to)?.kind;
    expect([tie(storefront!.id), tie(basket!.id)]).toEqual(['granted', 'noEffect']);
    const [role] = lines.filter(({ from }) => from === storefront!.id);
    expect(role).toMatchObject({ label: 'Key Vault Secrets User', kind: 'granted' });
    expect(things.find(({ id }) => id === role!.to)).toMatchObject({ label: 'kv-contoso-store' });
    expect(storefront!.facts.map(({ label, value }) => `${label}: ${value}`)).toEqual(
      expect.arrayContaining([
        'storefront/web: Trusted',
        expect.stringMatching(/^storefront\/.*: Old credential: .* storefront-web-2 already trusts storefront\/web\.$/),
      ]),
    );
  });

  it('come first where they do not work (W-01)', async () => {
    const { panel } = await panelOf('partners-weu');
    const { things, lines } = (await panel.until(isRead)).map!;
    const own = things.filter(({ group }) => group === 'workloads');
    const wrong = own.map(
      ({ id, marks }) =>
        marks.length + lines.filter(({ from }) => from === id).flatMap((line) => line.marks).length > 0,
    );
    expect(wrong).toEqual([true, true, false]);
    expect(
      things.map(({ label }) => label),
      'names, not ids',
    ).toContain('Contoso Workloads');
  });
});

describe('the workloads in Details', () => {
  it('are described by account, identity and roles, with what works and why not, and have no GUID in their words (W-01)', async () => {
    const { panel } = await panelOf('store-weu');
    const section = sectionOf(await panel.until(isRead));
    expect(section.rows!.map(({ account, identity, state }) => `${account} as ${identity}: ${state}`)).toEqual(
      expect.arrayContaining(['storefront/web as id-storefront: Trusted', "basket/api as id-basket: Doesn't work"]),
    );
    expect(section.rows!.find(({ state }) => state !== 'Trusted')!.reason).toMatch(
      /^The credential trusts a cluster that is gone\.$/,
    );
    expect(section.rows![0]!.roles[0]!.text).toBe('Key Vault Secrets User on key vault kv-contoso-store');
    expect(section.facts.map(({ label }) => label)).toEqual(['Workload identity', 'OIDC issuer', 'Workloads']);
    const told = section.rows!.flatMap(({ account, identity, by, reason, roles }) => [
      account,
      identity,
      by,
      reason,
      ...roles.map(({ text }) => text),
    ]);
    expect(told.join(' ')).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
  });

  it('do not keep the rest of the panel waiting (W-01)', async () => {
    const { panel } = await panelOf('store-weu');
    await panel.until(isRead);
    const first = panel.states.find(({ details, loading }) => details !== undefined && loading === undefined)!;
    expect(sectionOf(first).rows).toBeUndefined();
    expect(sectionOf(first).facts).toHaveLength(2);
  });

  it('have their YAML copied and opened, and are removed as a plan (W-01)', async () => {
    const { panel } = await panelOf('store-weu');
    const row = sectionOf(await panel.until(isRead)).rows!.find(({ account }) => account === 'basket/api')!;
    panel.send({ kind: 'copy', what: { of: 'manifest', workload: row.id } });
    panel.send({ kind: 'openYaml', workload: row.id });
    expect(panel.copied[0]).toMatch(/kind: ServiceAccount[\s\S]*name: "api"[\s\S]*client-id: "[0-9a-f-]{36}"/);
    expect(panel.opened).toEqual([panel.copied[0]]);
    panel.send({ kind: 'removeWorkload', workload: row.id });
    const { flow } = await planned(panel);
    expect(flow!.plan!.steps.map(({ title }) => title)).toEqual(['Remove credential basket-api from id-basket']);
    expect(flow!.plan!.compare).toEqual([{ label: 'basket/api', before: 'id-basket', after: 'removed' }]);
  });

  it('are let in again by moving the credentials of their identity, if that is what it takes (W-05)', async () => {
    const { panel } = await panelOf('store-weu');
    const rows = sectionOf(await panel.until(isRead)).rows!;
    expect(rows.map(({ account, isFixable }) => `${account}: ${isFixable}`)).toEqual([
      'basket/api: true',
      'basket/worker: true',
      'mail/sender: true',
      'mail/bounces: true',
      'storefront/web: false',
    ]);
    panel.send({ kind: 'fixWorkload', workload: rows[2]!.id });
    const { flow } = await planned(panel);
    expect(flow!.plan!.compare.map(({ label }) => label).toSorted()).toEqual(['mail/bounces', 'mail/sender']);
  });

  it('have the fix of their binding where its identity was deleted, as the details have (W-06)', async () => {
    const { panel } = await panelOf('reports-neu');
    const rows = sectionOf(await panel.until((state) => isRead(state) && state.loading === undefined)).rows!;
    const archive = rows.find(({ identity }) => identity === 'id-archive')!;
    expect(rows.filter(({ isFixable }) => isFixable)).toEqual([archive]);
    expect(archive.rolesUnknown).toBe('Its identity was deleted.');
    panel.send({ kind: 'fixWorkload', workload: archive.id });
    const { flow } = await panel.until((state) => state.flow !== undefined);
    expect(flow!.plan ?? flow!.form).toBeDefined();
    expect(flow!.title).toMatch(/binding/i);
  });

  it('are trusted, and yet have what findings say about them or their identity (W-01)', async () => {
    const { panel } = await panelOf('partners-weu');
    const rows = sectionOf(await panel.until((state) => isRead(state) && state.loading === undefined)).rows!;
    const deployer = rows.find(({ account }) => account === 'delivery/deployer')!;
    expect(deployer).toMatchObject({ state: 'Trusted', findings: [{ tone: 'warning' }] });
    expect(deployer.roles.map(({ text }) => text)).toEqual(['Contributor on subscription Contoso Workloads']);
    const jobs = rows.filter(({ identity }) => identity === 'id-jobs');
    expect(new Set(jobs.flatMap(({ findings }) => findings.map(({ text }) => text))).size).toBe(1);
  });

  it('report a workload that is gone by the time that its button is pressed (W-01)', async () => {
    const { panel } = await panelOf('store-weu');
    await panel.until(isRead);
    panel.send({ kind: 'removeWorkload', workload: '/nothing' });
    expect(panel.state().notice).toMatch(/changed in the meantime/);
  });

  it('are not offered a look into the cluster where there is no kubectl (W-01)', async () => {
    const { panel } = await panelOf('store-weu');
    await panel.until(isRead);
    expect(panel.state().clusterCheck).toBeUndefined();
    panel.send({ kind: 'checkInCluster' });
    expect(panel.state().clusterCheck).toBeUndefined();
  });
});

describe('connecting a workload', () => {
  it('is one plan: workload identity, a new identity, its credential and a role, and hands over the YAML (W-03)', async () => {
    const { bench, id, panel } = await panelOf('pay-weu', (clusterId) => ({
      kind: 'change',
      draft: { kind: 'createCredential', clusterId },
    }));
    await readyToPlan(panel);
    panel.edit({ namespace: 'shop', serviceAccount: 'cart', identity: 'new', role: 'Reader', scope: id });
    await panel.until(({ flow }) =>
      flow!.form.sections.every(({ fields }) => fields.every((one) => !('loading' in one))),
    );
    panel.edit({ identityGroup: id.split('/')[4]! });
    panel.send({ kind: 'review' });
    const { flow } = await planned(panel);
    expect(flow!.refusal ?? flow!.failure).toBeUndefined();
    expect(flow!.title).toBe('Connect shop/cart on pay-weu to id-cart');
    expect(flow!.plan!.steps.map(({ title }) => title)).toEqual([
      'Enable workload identity',
      'Create identity id-cart',
      'Allow shop/cart on pay-weu to use id-cart',
      'Assign Reader to id-cart on pay-weu',
    ]);
    expect(flow!.plan!.compare).toEqual([
      { label: 'Workload identity', before: 'off', after: 'on' },
      { label: 'OIDC issuer', before: 'off', after: "on (can't be turned off)" },
      { label: 'Role', before: 'not assigned', after: 'Reader on pay-weu' },
      { label: 'shop/cart', before: 'no identity', after: 'id-cart' },
    ]);
    expect(flow!.plan!.applyLabel).toBe('Connect workload');
    expect(flow!.plan).not.toHaveProperty('summary');
    // The steps say what it does.
    expect(flow!.plan!.points.map(({ kind }) => kind)).not.toContain('does');
    expect(flow!.plan!.points[0]!.text).toMatch(/minutes\.$/);
    apply(panel);
    await resulted(panel);
    const { flow: after } = await panel.until(({ flow: one }) => one?.run?.handover !== undefined);
    const { clientId } = (await bench.service.identities()).items.find(({ name }) => name === 'id-cart')!;
    expect(after!.run!.summary).toMatch(/^shop\/cart on pay-weu can now use id-cart/);
    expect(after!.run!.handover!.yaml).toContain(`azure.workload.identity/client-id: "${clientId}"`);
    panel.send({ kind: 'copy', what: { of: 'manifest' } });
    panel.send({ kind: 'openYaml' });
    expect(panel.copied).toEqual([after!.run!.handover!.yaml]);
  });
});

describe('moving credentials to a cluster that was created again', () => {
  it('proposes the issuer that is gone, lists its identities, and moves those that stay ticked (W-05)', async () => {
    const { panel } = await panelOf('store-weu', (clusterId) => ({
      kind: 'change',
      draft: { kind: 'moveCredentials', clusterId },
    }));
    await panel.until(({ flow }) => (flow?.form.sections[0]?.fields.length ?? 0) > 1);
    const from = panel.field('fromIssuer');
    expect('options' in from && from.options[0]!.label).toBe('store-weu before it was recreated');
    const identities = panel.field('identityIds');
    const options = 'options' in identities ? identities.options : [];
    expect(options.map(({ label }) => label)).toEqual(['id-basket', 'id-mail', 'id-storefront']);
    expect(identities.value).toEqual(options.map(({ value }) => value));
    panel.edit({ identityIds: [options[0]!.value] });
    panel.send({ kind: 'review' });
    const { flow } = await planned(panel);
    expect(flow!.plan!.steps.every(({ title }) => title.includes('id-basket'))).toBe(true);
    expect(flow!.plan!.steps).toHaveLength(4);
  });
});

describe('binding an identity', () => {
  it('hands over the ClusterRole and what is left to fill in, and unbinding is chosen by name', async () => {
    const { bench, panel } = await panelOf('partners-weu', (clusterId) => ({
      kind: 'change',
      draft: { kind: 'bindIdentity', clusterId },
    }));
    const jobs = (await bench.service.identities()).items.find(({ name }) => name === 'id-jobs')!;
    await readyToPlan(panel);
    panel.edit({ identity: jobs.id });
    panel.send({ kind: 'review' });
    await planned(panel);
    apply(panel);
    await resulted(panel);
    const { flow } = await panel.until(({ flow: one }) => one?.run?.handover !== undefined);
    expect(flow!.run!.handover!.yaml).toMatch(/kind: ClusterRole\n[\s\S]*use-managed-identity/);
    expect(flow!.run!.handover!.yaml).toContain(jobs.clientId);
    const limit = panel.state().details!.findings.find(({ text }) => text.includes('20 of 20'))!;
    expect(limit.text).toMatch(/Workloads of partners-weu can use its binding in place of 19 credentials\.$/);
    const said = JSON.stringify(flow!.run).replaceAll(String.raw`\n# `, ' ');
    expect(said.match(/Let the application opt in to bindings/g)).toHaveLength(1);
    expect(limit.fixKey).toBeUndefined();
    expect(flow!.run!.handover!.notes[0]).toMatch(
      /^The service accounts are those that have a credential of id-jobs now/,
    );
    panel.send({ kind: 'close' });
    panel.send({ kind: 'start', change: 'unbindIdentity' });
    await panel.until(({ flow: one }) => one?.kind === 'unbindIdentity');
    await panel.until(() => {
      const field = panel.field('binding');
      return 'options' in field && field.options.length > 0;
    });
    const field = panel.field('binding');
    expect('options' in field && field.options.map(({ label }) => label)).toEqual(['id-jobs']);
  });
});

describe('leaving pod identity', () => {
  it('makes a credential for each identity that pods got, as one plan, with a checklist for the cluster (W-07)', async () => {
    const { panel } = await panelOf('dev-weu');
    const { details, starts } = await panel.until(isRead);
    expect(details!.findings.find(({ start }) => start === 'leavePodIdentity')!.title).toMatch(/Pod identity/);
    expect(starts.at(-1)!.label).toBe('Migrate off pod identity');
    expect(details!.workloads!.starts[0]).toMatchObject({ kind: 'leavePodIdentity', isPrimary: true });
    expect(details!.workloads!.facts.slice(2)).toEqual([
      { label: 'Pod identity', value: 'dev/app as id-dev-app' },
      { label: 'Pod identity', value: 'dev-mail/mailer as id-dev-mailer' },
    ]);
    panel.send({ kind: 'start', change: 'leavePodIdentity' });
    await readyToPlan(panel);
    expect(panel.field('account-dev/app')).toMatchObject({ value: 'app' });
    panel.edit({ 'account-dev/app': 'frontend' });
    panel.send({ kind: 'review' });
    const { flow } = await planned(panel);
    expect(flow!.refusal ?? flow!.failure).toBeUndefined();
    expect(flow!.title).toBe('Prepare 2 pod identities on dev-weu for workload identity');
    expect([flow!.plan!.summary, flow!.plan!.applyLabel]).toEqual([
      'Prepares 2 pod identities.',
      'Prepare 2 pod identities',
    ]);
    expect(flow!.plan!.steps.map(({ title }) => title)).toEqual([
      'Enable workload identity',
      'Allow dev/frontend on dev-weu to use id-dev-app',
      'Allow dev-mail/mailer on dev-weu to use id-dev-mailer',
    ]);
    apply(panel);
    await resulted(panel);
    const { flow: after } = await panel.until(({ flow: one }) => one?.run?.handover !== undefined);
    expect(after!.run!.handover!.yaml.match(/kind: ServiceAccount/g)).toHaveLength(2);
    expect(after!.run!.handover!.steps.join(' ')).toMatch(
      /aadpodidbinding.*dev\/app, dev-mail\/mailer.*--disable-pod-identity/,
    );
  });
});
