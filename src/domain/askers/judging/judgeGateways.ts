/** Judges the accounts that application routing uses for Gateways: also by their label, and by what their identity may do. */
import { unknownWith, type Unknown } from '../../arm/unknown.ts';
import { lastSegment, sameGuid, sameId, type ArmId } from '../../arm/resourceId.ts';
import { serviceAccountYaml } from '../../gateway/gatewayYaml.ts';
import { policyCommand, type NamedPlaces, type PlaceAccess } from '../../gateway/placeAccess.ts';
import { routingOf } from '../../gateway/routing.ts';
import { sentenceList } from '../../words/describe.ts';
import { useLabel } from '../../workloads/manifests.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';
import { nameOfAsker } from '../askerWords.ts';
import type { AskerVerdict, AzureHalf } from '../azureHalf.ts';
import type { Asker, AskerFinding, AskerProblem, ClusterObjects, Works } from '../model.ts';
import { accountFact } from '../operators/operators.ts';
import { judgeTokenAsker } from './judgeTokens.ts';
import { problems } from './problems.ts';

/** What is wrong with the account itself: one kind of finding, whatever it is. */
const ofAccount: ReadonlySet<AskerProblem> = new Set<AskerProblem>([
  'accountNotThere',
  'operatorClientIdUnknown',
  'operatorAccountNotTrusted',
]);

/** Returns whether an account of Gateways gets its token and may do its work with it, and everything that is wrong. */
export function judgeGatewayAsker(asker: Asker, objects: ClusterObjects, azure: AzureHalf): AskerVerdict {
  const off = operatorOff(asker, azure);
  if (off !== undefined) return off;
  const { works, findings, identityId } = judgeTokenAsker(asker, objects, azure);
  if (asker.stoppedBy !== undefined) return { works, findings };
  const told = findings.map((finding) => asBroken(finding, asker, identityId));
  const label = labelLack(asker, objects, identityId);
  const access = identityId === undefined ? [] : accessOf(asker, identityId, azure);
  const lacks = lacksOf(asker, identityId, access, azure);
  const open = access.map(({ verdict }) => verdict).find((verdict) => typeof verdict === 'object');
  return {
    works: worksOf(works, { lacks, open: label === undefined ? open : unknownWith('untellable', 'label', label.text) }),
    findings: [...told, ...(label === undefined ? [] : [label]), ...lacks],
    ...defined({ identityId }),
  };
}

/** Nothing acts on these objects while the operator is off. */
function operatorOff(asker: Asker, { cluster }: AzureHalf): AskerVerdict | undefined {
  if (routingOf(cluster).hasOperator) return undefined;
  const code = 'settingStopsSignIn';
  const text = say`The operator of application routing is off on ${cluster.name}, so ${nameOfAsker(asker)} has no effect.`;
  return { works: { kind: 'no', code, reason: text }, findings: [{ code, severity: problems[code].severity, text }] };
}

/** What is sure comes first, then what is open. */
function worksOf(
  works: Works,
  { lacks, open }: { readonly lacks: readonly AskerFinding[]; readonly open: Unknown | undefined },
): Works {
  if (works.kind === 'no') return { ...works, code: ofAccount.has(works.code) ? 'gatewayAccountBroken' : works.code };
  const [lack] = lacks;
  if (lack !== undefined) return { kind: 'no', code: lack.code, reason: lack.text };
  return works.kind === 'yes' && open !== undefined ? { kind: 'unknown', unknown: open } : works;
}

function asBroken(finding: AskerFinding, asker: Asker, identityId: ArmId | undefined): AskerFinding {
  if (!ofAccount.has(finding.code)) return finding;
  const { yaml, fix, text } = finding;
  return broken(text, { fix, yaml: yaml === undefined ? undefined : accountYaml(asker, identityId) });
}

function broken(
  text: Words,
  { fix, yaml }: { readonly [K in 'fix' | 'yaml']?: AskerFinding[K] | undefined } = {},
): AskerFinding {
  const code = 'gatewayAccountBroken';
  return { code, severity: problems[code].severity, text, ...defined({ fix, yaml }) };
}

/** The page asks for the label on the account itself; elsewhere it is one of pods. */
function labelLack(
  { account, ...asker }: Asker,
  objects: ClusterObjects,
  identityId: ArmId | undefined,
): AskerFinding | undefined {
  const fact = account && accountFact(objects, account);
  if (fact === undefined || fact.hasUseLabel === true) return undefined;
  const { namespace, serviceAccount } = fact;
  return broken(
    say`${namespace}/${serviceAccount} lacks the label ${useLabel}: "true", which application routing asks for on the account itself. It isn't known whether it works without the label.`,
    { yaml: accountYaml({ account, ...asker }, identityId) },
  );
}

function accountYaml(
  { account, identity }: { readonly [K in 'account' | 'identity']?: Asker[K] | undefined },
  identityId: ArmId | undefined,
): string | undefined {
  if (account === undefined) return undefined;
  return serviceAccountYaml(account, { identityId, clientId: identity?.clientId });
}

/** What was looked up; where nobody looked, that is not known. */
function accessOf({ worksWith }: Asker, identityId: ArmId, { identities, access }: AzureHalf): readonly PlaceAccess[] {
  const principalId = identities?.find(({ id }) => sameId(id, identityId))?.principalId ?? '';
  const places = [...(worksWith?.zones ?? []), ...(worksWith?.vaults ?? [])];
  return places.map(
    (place) =>
      access?.find((each) => each.place === place && sameGuid(each.principalId, principalId)) ?? {
        principalId,
        place,
        verdict: unknownWith(
          'notAsked',
          'gatewayRoles',
          say`Whether ${lastSegment(identityId)} may work with ${lastSegment(place)} was not looked up.`,
        ),
      },
  );
}

function lacksOf(
  asker: Asker,
  identityId: ArmId | undefined,
  access: readonly PlaceAccess[],
  { cluster }: AzureHalf,
): readonly AskerFinding[] {
  const { account, worksWith } = asker;
  if (identityId === undefined || account === undefined) return [];
  const name = lastSegment(identityId);
  const lacking = access.filter(({ verdict }) => verdict === 'noRole');
  const byKind = Map.groupBy(lacking, ({ place }) => (worksWith?.zones.includes(place) === true ? 'zones' : 'vaults'));
  const ofRoles = [...byKind].map(([kind, same]) => {
    const ids = same.flatMap(({ id }) => id ?? []);
    const names = sentenceList(same.map(({ place }) => lastSegment(place)));
    const fix = {
      kind: 'prepareGateway' as const,
      clusterId: cluster.id,
      identityId,
      accounts: [account],
      [kind]: ids,
    };
    const what = kind === 'zones' ? say`write records` : say`read certificates`;
    return broken(say`${nameOfAsker(asker)} asks for ${name}, which has no role to ${what} in ${names}.`, { fix });
  });
  const ofPolicies = access.flatMap(({ verdict, place, principalId, held }) =>
    verdict === 'noPolicy'
      ? broken(
          say`${nameOfAsker(asker)} asks for ${name}, and no access policy of ${place} lets it read secrets. Set one, which replaces what it has for secrets: ${policyCommand(place, principalId, held)}`,
        )
      : [],
  );
  return [...ofRoles, ...ofPolicies];
}

/** Returns the places that accounts of Gateways work with, by the principal of the identity that each asks for. */
export function placesAskedFor(
  askers: readonly (Asker & Pick<AskerVerdict, 'identityId'>)[],
  { identities = [] }: Pick<AzureHalf, 'identities'>,
): ReadonlyMap<string, NamedPlaces> {
  const principalOf = ({ identityId }: Pick<AskerVerdict, 'identityId'>): string =>
    identities.find(({ id }) => sameId(id, identityId))?.principalId ?? '';
  const byPrincipal = Map.groupBy(askers, principalOf);
  byPrincipal.delete('');
  const each = (same: typeof askers, kind: keyof NamedPlaces): readonly string[] => [
    ...new Set(same.flatMap(({ worksWith }) => worksWith?.[kind] ?? [])),
  ];
  return new Map(
    [...byPrincipal].map(([principalId, same]) => [
      principalId,
      { zones: each(same, 'zones'), vaults: each(same, 'vaults') },
    ]),
  );
}
