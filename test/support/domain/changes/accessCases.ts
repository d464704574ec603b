/** Cases of changes of who can act on a cluster. */
import { scopeOfAssignment } from '../../../../src/domain/arm/scopeWords.ts';
import { of, type CasesOf } from './changeCase.ts';
import { cp, onSubnet, subnet } from '../plans/identityPlans.ts';
import { roleByName } from '../../../../src/domain/access/roles.ts';
import { assigned, cluster, clusterId, defaultKubelet, group, guid, userAssigned } from '../worldFacts.ts';

const onEntra = (properties: Parameters<typeof cluster>[1]) =>
  cluster(userAssigned('id-shop', guid(10)), {
    ...onSubnet,
    identityProfile: defaultKubelet,
    aadProfile: { managed: true, enableAzureRBAC: true },
    ...properties,
  });
const withLocalAccounts = onEntra({});
const withoutLocalAccounts = onEntra({ disableLocalAccounts: true });
const given = assigned('Azure Kubernetes Service RBAC Writer', `${clusterId}/namespaces/shop`, guid(12));

export const accessCases = {
  setLocalAccounts: {
    example: { kind: 'setLocalAccounts', clusterId, enabled: false },
    doing: 'Disabling local accounts of shop-weu',
    done: 'Disabled local accounts of shop-weu',
    plans: [
      [{ kind: 'setLocalAccounts', clusterId, enabled: false }, [withLocalAccounts, cp, subnet]],
      [{ kind: 'setLocalAccounts', clusterId, enabled: true }, [withoutLocalAccounts, cp, subnet]],
    ],
    draw: ({ c, clusterId }) => ({ kind: 'setLocalAccounts', clusterId, enabled: c % 2 === 0 }),
  },
  grantClusterAccess: {
    example: {
      kind: 'grantClusterAccess',
      clusterId,
      namespace: 'shop',
      principalId: guid(12),
      principalType: 'Group',
      level: 'writer',
    },
    doing:
      'Assigning Azure Kubernetes Service RBAC Writer to principal 0000...12 on namespace shop of cluster shop-weu',
    done: 'Assigned Azure Kubernetes Service RBAC Writer to principal 0000...12 on namespace shop of cluster shop-weu',
    plans: [
      [
        { kind: 'grantClusterAccess', clusterId, principalId: guid(12), principalType: 'User', level: 'clusterAdmin' },
        [withoutLocalAccounts, cp],
      ],
      [
        {
          kind: 'grantClusterAccess',
          clusterId,
          namespace: 'shop',
          principalId: guid(12),
          principalType: 'Group',
          level: 'writer',
        },
        [withoutLocalAccounts, cp],
      ],
    ],
    draw: 'no cluster of the worlds that are drawn asks Azure about rights in Kubernetes',
  },
  removeClusterAccess: {
    example: { kind: 'removeClusterAccess', clusterId, roleAssignmentId: given.id },
    doing: 'Removing a role assignment on namespace shop of cluster shop-weu',
    done: 'Removed a role assignment on namespace shop of cluster shop-weu',
    plans: [[{ kind: 'removeClusterAccess', clusterId, roleAssignmentId: given.id }, [withoutLocalAccounts, cp]]],
    world: { assignments: [given] },
    draw: ({ a, clusterId, things }) => {
      const reaching = things.assignmentIds.filter((id) =>
        clusterId.toLowerCase().startsWith(`${scopeOfAssignment(id)}/`.toLowerCase()),
      );
      const roleAssignmentId = of(reaching, a);
      return roleAssignmentId === undefined ? undefined : { kind: 'removeClusterAccess', clusterId, roleAssignmentId };
    },
  },
  activateRole: {
    example: {
      kind: 'activateRole',
      role: 'Owner',
      scope: clusterId,
      subscriptionName: 'Shop',
      eligibleAt: group,
      duration: 'PT2H',
      justification: 'Rotate the identity',
      ticketNumber: 'INC-7',
      ticketSystem: 'Jira',
      rights: [{ action: 'Microsoft.ContainerService/managedClusters/write', scope: clusterId }],
    },
    doing: 'Activating Owner on shop-weu',
    done: 'Activated Owner on shop-weu',
    plans: [
      [{ kind: 'activateRole', role: 'Owner', scope: clusterId, eligibleAt: group, duration: 'PT1H' }],
      [
        {
          kind: 'activateRole',
          role: 'Owner',
          scope: group,
          eligibleAt: group,
          duration: 'PT1H30M',
          justification: "It's needed",
          ticketNumber: 'INC-7',
          ticketSystem: 'Jira',
        },
      ],
    ],
    world: {
      eligible: [{ scope: group, roleDefinitionId: roleByName('Owner')!.guid, schedule: guid(80) }],
      activationRules: {
        needsReason: false,
        needsTicket: false,
        needsSecondFactor: true,
        needsApproval: true,
        longest: 'PT8H',
      },
    },
    draw: 'nobody is eligible for anything in the worlds that are drawn',
  },
} satisfies Partial<CasesOf>;
