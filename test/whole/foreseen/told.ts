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

/** What a warning or an open check says about findings that a plan describes in its own words. */
const ownWords: Readonly<Partial<Record<FindingKind, RegExp>>> = {
  halfMigrated: /keeps? the service principal until each node pool's image is upgraded/,
};

/** Returns true if the plan predicts the finding, mentions the lost role, or describes it in its own words. */
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

/** Returns true if a plan says that the holder of what the finding is about is replaced. */
export function isOfFormer({ finding }: Found, { former = [] }: Plan): boolean {
  const holder = finding.grant?.principalId.toLowerCase();
  return former.some(({ principalId }) => principalId.toLowerCase() === holder);
}
