/** What Azure may give, where every text of it is the same one. */
import { clusterOf } from '../../../../src/domain/cluster/fromArm.ts';
import { shellQuoted } from '../../../../src/domain/arm/shellText.ts';
import type { Plan } from '../../../../src/domain/plan/plan.ts';
import type { ReportRow } from '../../../../src/domain/report/columns.ts';
import { everyPlan } from '../../../domain/export/everyPlan.ts';
import { clusterJson } from '../clusterFixture.ts';
import { missingRole } from '../missingRole.ts';
import { verbatim } from '../../../../src/sentences/words.ts';

/** A plan in which every text that Azure gives is this one: the tags and the eTag of its cluster, titles, and who is trusted. */
export function hostilePlan(text: string): Plan {
  const [[, put], [, grant], [, credential]] = ['setControlPlane 1', 'setControlPlane 4', 'createCredential 1'].map(
    (name) => everyPlan.find(([each]) => each === name)!,
  ) as [(typeof everyPlan)[number], (typeof everyPlan)[number], (typeof everyPlan)[number]];
  const steps = [...put.steps, ...grant.steps, ...credential.steps].map((step, index) => {
    const named = { ...step, id: `step-${index}`, title: verbatim(text) };
    const az = step.az.replace(/ --yes$/, () => ` --yes --tags ${shellQuoted(text)}`);
    if (named.kind === 'createCredential') {
      const properties = { issuer: text, subject: text };
      return { ...named, az, issuer: text, subject: text, request: { ...named.request, body: { properties } } };
    }
    const body = { ...named.request.body, tags: { [text]: text } };
    const known = { ...named, az, request: { ...named.request, body } };
    if (known.kind === 'putCluster') return { ...known, eTag: text };
    if (known.kind === 'assignRole' && known.principal.kind === 'principal')
      return { ...known, principal: { ...known.principal, principalId: text } };
    return known.kind === 'assignRole' && known.principal.kind === 'addon'
      ? { ...known, principal: { ...known.principal, addon: text } }
      : known;
  });
  const checks = [{ title: verbatim(text), verdict: 'unknown' as const, detail: verbatim(text) }];
  return {
    ...put,
    title: verbatim(text),
    steps,
    checks,
    warnings: [{ severity: 'warning', text: verbatim(text), source: 'https://learn.microsoft.com' }],
  };
}

/** A report in which every text that Azure gives is this one. */
export const hostileRows = (text: string): readonly ReportRow[] => [
  {
    cluster: clusterOf(clusterJson({}, { name: text, location: text })),
    subscriptionName: text,
    findings: [{ ...missingRole, text: verbatim(text), evidence: [text] }],
  },
];
