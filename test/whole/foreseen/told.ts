/** Whether a plan has told of a finding: a warning about something else does not count. */
import { kindOf, type FindingCode, type FindingKind } from '../../../src/domain/findings/catalogue.ts';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import { sameId } from '../../../src/domain/arm/resourceId.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

/** A finding, and the cluster on which it is. */
export interface Found {
  readonly clusterId: string;
  readonly finding: Finding;
}

/** What a warning or an open check says of findings that a plan tells of in words of its own. */
const ownWords: Readonly<Partial<Record<FindingKind, RegExp>>> = {
  halfMigrated: /keeps? the service principal until each node pool's image is upgraded/,
};

/** Tells whether the plan foresees the finding, tells of the role that is lost, or says it in words of its own. */
export function isTold({ clusterId, finding }: Found, plan: Plan): boolean {
  const kind = kindOf(finding.code);
  const { missing } = finding;
  const serious = plan.warnings.filter(({ severity }) => severity !== 'info');
  const open = plan.checks.filter(({ verdict }) => verdict !== 'pass');
  const isForeseen = serious.some(
    ({ finding: told }) => told && kindOf(told.code as FindingCode) === kind && sameId(told.clusterId, clusterId),
  );
  const isLost =
    missing !== undefined &&
    serious.some(({ severity }) => severity === 'disruption') &&
    (plan.lost ?? []).some(
      ({ need, clusterId: of }) =>
        sameId(of, clusterId) && sameId(need.scope, missing.scope) && need.role.name === missing.role.name,
    );
  const said = [
    ...serious.map(({ text }) => textOf(text)),
    ...open.map(({ title, detail }) => `${textOf(title)}: ${textOf(detail)}`),
  ];
  return isForeseen || isLost || said.some((text) => ownWords[kind]?.test(text) ?? false);
}

/** Tells whether a plan has said that somebody's place is taken who holds what the finding is about. */
export function isOfFormer({ finding }: Found, { former = [] }: Plan): boolean {
  const holder = finding.grant?.principalId.toLowerCase();
  return former.some(({ principalId }) => principalId.toLowerCase() === holder);
}
