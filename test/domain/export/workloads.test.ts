import { describe, expect, it } from 'vitest';
import { inOneLine } from '../../support/domain/inOneLine.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { hasOnlyCommands, planAs } from '../../../src/domain/export/planAs.ts';
import { planned as plannedIn } from '../../support/domain/plans/identityPlans.ts';
import { credential, goneIssuer, ready } from '../../support/domain/workloadFixture.ts';
import { cluster, clusterId, guid, identity, systemAssigned } from '../../support/domain/worldFacts.ts';
import { everyPlan } from './everyPlan.ts';

function planned(name: string): Plan {
  const found = everyPlan.find(([each]) => each === name);
  if (!found) throw new Error(`There is no plan ${name}.`);
  return found[1];
}

const serial = planned('createCredential 2');
const fromNothing = planned('createCredential 3');
const moved = planned('moveCredentials 1');
const of = (account: string, issuer = goneIssuer) =>
  credential({ name: account, subject: `system:serviceaccount:ns:${account}`, issuer });
const full = plannedIn(
  { kind: 'moveCredentials', fromIssuer: goneIssuer, clusterId },
  {
    resources: [cluster(systemAssigned, ready), identity('id-shop', guid(21))],
    credentials: [
      ...['a', 'b'].map((account) => of(account)),
      ...Array.from({ length: 18 }, (_, n) => of(`other${n}`, 'https://example.org')),
    ],
  },
);

describe('the plans of workload identity, copied', () => {
  it('write the credentials of one identity one after the other in each format (W-09)', () => {
    expect(inOneLine(planAs(serial, 'az')).match(/federated-credential create .* &&$/gm)).toHaveLength(2);
    expect(planAs(serial, 'bicep').match(/dependsOn: \[\n {4}step\d\n/g)).toHaveLength(2);
    expect(planAs(serial, 'terraform').match(/depends_on = \[azurerm_federated_identity_credential\./g)).toHaveLength(
      2,
    );
    const { resources } = JSON.parse(planAs(serial, 'arm')) as { resources: { name: string; dependsOn?: string[] }[] };
    expect(resources.map(({ dependsOn }) => dependsOn)).toEqual([
      undefined,
      [resources[0]!.name],
      [resources[1]!.name],
    ]);
    const puts = planAs(serial, 'rest').match(/^PUT .*$/gm)!;
    expect(puts.map((line) => /Credentials\/([^?]+)/.exec(line)![1])).toEqual([
      'shop-weu-shop-cart',
      'shop-weu-shop-web',
      'shop-weu-shop-web',
    ]);
  });

  it('look up the issuer of a cluster that gets it in the same plan (W-09)', () => {
    expect(planAs(fromNothing, 'az')).toContain('--issuer "$(az aks show');
    expect(planAs(fromNothing, 'bicep')).toContain('issuer: step1.properties.oidcIssuerProfile.issuerURL');
    expect(planAs(fromNothing, 'arm')).toContain('.oidcIssuerProfile.issuerURL]"');
    expect(planAs(fromNothing, 'terraform')).toContain('data.azurerm_kubernetes_cluster.shop_weu.oidc_issuer_url');
    expect(planAs(fromNothing, 'rest')).toContain('# {issuerUrl}: properties.oidcIssuerProfile.issuerURL of GET');
  });

  it('declare no cluster in Bicep where nothing of it is read', () => {
    expect(planAs(serial, 'bicep')).not.toContain('existing');
  });

  it('create the new credential before the old one goes (W-09)', () => {
    for (const format of ['az', 'rest'] as const) {
      const text = planAs(moved, format);
      const [created, removed] = [/credential create|^PUT /m, /credential delete|^DELETE /m].map((each) =>
        text.search(each),
      );
      expect(created).toBeGreaterThan(0);
      expect(created).toBeLessThan(removed!);
    }
    for (const format of ['bicep', 'terraform', 'arm'] as const)
      expect(planAs(moved, format)).toContain('az identity federated-credential delete');
  });

  it('say what has to be removed before the deployment where an identity has no room for more', () => {
    const bicep = planAs(full, 'bicep');
    const [removal, file] = [/^\/\/ Before the deployment: Remove credential b /m, /--template-file main\.bicep/].map(
      (each) => bicep.search(each),
    );
    expect(removal).toBeGreaterThan(0);
    expect(removal).toBeLessThan(file!);
    expect(bicep).not.toContain('Not in Bicep');
    const { metadata } = JSON.parse(planAs(full, 'arm')) as { metadata: { notIncluded: { when?: string }[] } };
    expect(metadata.notIncluded.map(({ when }) => when)).toEqual(['before the deployment', 'before the deployment']);
    expect(planAs(full, 'terraform').match(/^# Before the deployment: Remove credential/gm)).toHaveLength(2);
    expect(planAs(moved, 'bicep')).toMatch(/^\/\/ Not in Bicep: Remove credential/m);
    expect(planAs(moved, 'arm')).not.toContain('before the deployment');
    expect(planAs(moved, 'terraform')).toMatch(/^# Not in Terraform: Remove credential/m);
  });

  it('of bindings say which az they need (W-09)', () => {
    for (const name of ['bindIdentity 1', 'unbindIdentity 1'])
      expect(planAs(planned(name), 'az')).toContain('# Needs az 2.89.0 or newer');
  });

  it('say at the top where a format has only the command, and wait for a removal until nothing is there (W-09)', () => {
    const unbinding = planned('unbindIdentity 1');
    for (const format of ['bicep', 'arm', 'terraform'] as const) {
      expect(hasOnlyCommands(unbinding, format)).toBe(true);
      expect(planAs(unbinding, format)).toMatch(/can't express this change: what makes it is only the command \(az\)/);
      expect(planAs(serial, format)).not.toContain("can't express");
    }
    expect(hasOnlyCommands(unbinding, 'rest')).toBe(false);
    expect(planAs(unbinding, 'rest')).toContain('GET the resource until it answers 404.');
    expect(planAs(planned('bindIdentity 1'), 'rest')).toContain('until its provisioningState is Succeeded.');
  });

  it('bind an identity with azapi in Terraform, which needs that provider (W-09)', () => {
    const text = planAs(planned('bindIdentity 1'), 'terraform');
    expect(text).toMatch(/azapi = \{[^}]*Azure\/azapi/);
    expect(text).toMatch(
      /resource "azapi_resource" "\w+" \{\n {2}type = "Microsoft\.ContainerService\/managedClusters\/identityBindings@/,
    );
  });
});
