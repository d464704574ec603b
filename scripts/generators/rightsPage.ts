import { parseResourceId } from '../../src/domain/arm/resourceId.ts';
import { scopeKind } from '../../src/domain/arm/scopeWords.ts';
import type { ChangeKind } from '../../src/domain/change/change.ts';
import { kinds } from '../../src/domain/change/kinds.ts';
import { narrowestWith } from '../../src/domain/plan/accessRequest.ts';
import { callerAction, linkedNeeds } from '../../src/domain/plan/callerChecks.ts';
import { textOf } from '../../src/sentences/textOf.ts';
import { everyPlan } from '../../test/domain/export/everyPlan.ts';
import { linkedParts } from '../../test/support/domain/cases/linkedParts.ts';
import { clusterId, clusterJson } from '../../test/support/domain/clusterFixture.ts';

/**
 * Makes the page that says what is needed for each change: the rights that the plans of the tests check, those that each write of a
 * cluster needs for what it names, and those of the commands that fetch credentials.
 */
export function rightsPage(): string {
  const sections = (Object.keys(kinds) as ChangeKind[]).map(sectionOf);
  return `${[head, ...sections, linkedSection(), credentialSection].join('\n\n')}\n`;
}

const head = `# Rights

To look, **Reader** on the subscriptions is enough. To change something you need the rights below, each where it says; those on a thing that a
change doesn't touch, such as a subnet of your own or a registry, don't count. Every plan checks them before you confirm it, says which you
lack, and who can help. The role is the narrowest built-in role that we know to have the right, not the only one.

Names of people, groups and applications need the delegated or application permission \`Directory.Read.All\` of Microsoft Graph; in most directories
every member has the like, and guests don't. What is refused leaves the IDs, with the reason. Nothing else needs a right in the directory.

This page is generated (\`npm run generate\`) from the plans of \`test/support/domain/changes\` and from what is asked for each thing that a
cluster names.`;

function sectionOf(kind: ChangeKind): string {
  const plans = everyPlan.flatMap(([name, plan]) => (name.startsWith(`${kind} `) ? [plan] : []));
  const needed = plans.flatMap(({ checks }) => checks.flatMap(({ permission }) => permission ?? []));
  const rows = [...Map.groupBy(needed, ({ action }) => action)].map(([action, same]) => {
    const places = [...new Set(same.map(({ scope }) => placeOf(scope)))].join(', ');
    return `| \`${action}\` | ${places} | ${roleWith(action)} |`;
  });
  if (rows.length === 0)
    return `## ${textOf(kinds[kind].title)}\n\nIt needs no right: whoever is eligible for the role may ask for it.`;
  const changesCluster = plans.some(({ steps }) => steps.some((step) => step.kind === 'putCluster'));
  return [
    `## ${textOf(kinds[kind].title)}`,
    '',
    '| right | on | role |',
    '|---|---|---|',
    ...rows,
    ...(changesCluster
      ? ['', `Where it changes the cluster, also those for [what the cluster has](#${anchorOf(linkedTitle)}).`]
      : []),
  ].join('\n');
}

const linkedTitle = 'What the cluster has';

function anchorOf(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}

/** Azure asks for these at each write of a cluster, whatever the write changes. */
function linkedSection(): string {
  const always = new Set(linkedNeeds(clusterJson()).map(({ action }) => action));
  const needed = linkedParts.flatMap(([part, properties]) =>
    linkedNeeds(clusterJson(properties)).flatMap((need) => (always.has(need.action) ? [] : [{ ...need, part }])),
  );
  const rows = [...Map.groupBy(needed, ({ action }) => action)].map(([action, same]) => {
    const [places, parts] = [same.map(({ scope }) => placeOf(scope)), same.map(({ part }) => part)].map((all) =>
      [...new Set(all)].join(', '),
    );
    return `| \`${action}\` | ${places} | ${roleWith(action)} | ${parts} |`;
  });
  return [
    `## ${linkedTitle}`,
    '',
    'At each write of a cluster, whatever it changes, Azure asks for the rights to all that the cluster has of yours: **Managed Identity',
    'Operator** on each of its identities, and these.',
    '',
    '| right | on | role | if it has |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

const credentialSection = [
  '## Get credentials',
  '',
  '| right | on | role | command |',
  '|---|---|---|---|',
  ...(
    [
      ['Get Credentials...', callerAction.userCredential],
      ['Get Admin Credentials...', callerAction.adminCredential],
    ] as const
  ).map(([command, action]) => `| \`${action}\` | ${placeOf(clusterId)} | ${roleWith(action)} | *${command}* |`),
].join('\n');

/** Roles that let people grant roles are not proposed to whoever asks for a right, so they are none of the narrowest ones there. */
function roleWith(action: string): string {
  const isOfRoles = action.startsWith('Microsoft.Authorization/roleAssignments/');
  return isOfRoles ? 'Role Based Access Control Administrator' : (narrowestWith(action) ?? 'a role of your own');
}

function placeOf(scope: string): string {
  if (/\/managementGroups\/[^/]+$/i.test(scope)) return 'management group';
  const [last = ''] = (parseResourceId(scope)?.type ?? '').split('/').slice(-1);
  const place = textOf(scopeKind(scope) ?? '') || inWords(last.replace(/s$/, ''));
  if (place === '') throw new Error(`docs/rights.md has no word for the place ${scope}.`);
  return place;
}

function inWords(type: string): string {
  return type.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}
