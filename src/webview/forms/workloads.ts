/** Forms that let workloads act as identities: the switches, federated credentials, and bindings. */
import { asArmId, resourceType } from '../../domain/arm/resourceId.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import {
  accountProblem,
  bindingNameProblem,
  credentialNameProblem,
  namespaceProblem,
} from '../../domain/workloads/credential.ts';
import { hasWorkloadIdentity, issuerOf } from '../../domain/workloads/issuer.ts';
import { pickIdentity } from './parts/pickIdentity.ts';
import { listValue, ofCluster, radioInput, ruleOf, textInput, textValue } from './parts/parts.ts';
import type { ChangeForm, DrawnForm, FormContext } from './parts/parts.ts';

/** The form that turns workload identity on or off. */
export const setWorkloadIdentity: ChangeForm<'setWorkloadIdentity'> = {
  draw: ofCluster(drawSwitch),
  valuesOf: ({ enabled }) => ({ enabled: enabled === undefined ? undefined : enabled ? 'on' : 'off' }),
};

function drawSwitch(context: FormContext, cluster: Cluster): DrawnForm {
  const isOn = hasWorkloadIdentity(cluster);
  const value = textValue(context, 'enabled', isOn ? 'off' : 'on');
  return {
    sections: [
      {
        facts: [
          { label: 'OIDC issuer', value: issuerOf(cluster) ?? 'off' },
          { label: 'Workload identity', value: isOn ? 'on' : 'off' },
        ],
        fields: [
          radioInput({
            name: 'enabled',
            label: 'Workload identity',
            value,
            options: [
              {
                value: 'on',
                label: 'On',
                description:
                  "Pods get tokens that identities accept. The OIDC issuer comes with it and can't be turned off again.",
                ...(isOn ? { disabled: 'Workload identity is on already.' } : {}),
              },
              {
                value: 'off',
                label: 'Off',
                description: 'New pods get no tokens any more. The OIDC issuer stays.',
                ...(isOn ? {} : { disabled: 'Workload identity is off already.' }),
              },
            ],
          }),
        ],
      },
    ],
    changes: [{ kind: 'setWorkloadIdentity', clusterId: cluster.id, enabled: value === 'on' }],
  };
}

/** The form that connects a service account to an identity. */
export const createCredential: ChangeForm<'createCredential'> = {
  draw: ofCluster(drawConnection),
  valuesOf: ({ identityId, name, namespace, serviceAccount }) => ({
    identity: identityId,
    credentialName: name,
    namespace,
    serviceAccount,
  }),
};

function drawConnection(context: FormContext, cluster: Cluster): DrawnForm {
  const namespace = textValue(context, 'namespace').trim();
  const serviceAccount = textValue(context, 'serviceAccount').trim();
  const name = textValue(context, 'credentialName').trim();
  const identity = pickIdentity(context, {
    name: 'identity',
    label: 'Identity',
    subscriptionId: cluster.subscriptionId,
    location: cluster.location,
    group: cluster.resourceGroup,
    suggestion: `id-${serviceAccount || 'workload'}`,
  });
  const isReady = issuerOf(cluster) !== undefined && hasWorkloadIdentity(cluster);
  return {
    sections: [
      {
        fields: [
          textInput({ name: 'namespace', label: 'Namespace', value: namespace, rule: namespaceProblem }),
          textInput({ name: 'serviceAccount', label: 'Service account', value: serviceAccount, rule: accountProblem }),
          ...identity.fields,
        ],
        notes: isReady
          ? []
          : [
              {
                text: `Workload identity is off on ${cluster.name}; the plan turns it on first, with the OIDC issuer, which stays on.`,
              },
            ],
      },
      {
        title: 'More',
        folded: true,
        fields: [
          textInput({
            name: 'credentialName',
            label: 'Credential name',
            value: name,
            optional: true,
            rule: credentialNameProblem,
            hint: 'Left empty, it is made of the names of cluster, namespace and service account.',
          }),
        ],
      },
    ],
    changes: [
      ...(isReady ? [] : [{ kind: 'setWorkloadIdentity' as const, clusterId: cluster.id, enabled: true }]),
      ...identity.before,
      {
        kind: 'createCredential',
        identityId: identity.value,
        ...(name === '' ? {} : { name }),
        namespace,
        serviceAccount,
        clusterId: cluster.id,
      },
    ],
  };
}

/** The form that removes a credential, which is named by whoever opens it. */
export const deleteCredential: ChangeForm<'deleteCredential'> = {
  draw: (context) => {
    const value = textValue(context, 'credential').trim();
    return {
      sections: [
        {
          fields: [
            textInput({
              name: 'credential',
              label: 'Credential ID',
              value,
              rule: ruleOf((text) => asArmId(text, resourceType.credential)),
            }),
          ],
        },
      ],
      changes: [{ kind: 'deleteCredential', credentialId: value }],
    };
  },
  valuesOf: ({ credentialId }) => ({ credential: credentialId }),
};

/** The form that moves the credentials of another issuer to the cluster. */
export const moveCredentials: ChangeForm<'moveCredentials'> = {
  draw: ofCluster((context, cluster) => {
    const fromIssuer = textValue(context, 'fromIssuer').trim();
    const identityIds = listValue(context, 'identityIds');
    return {
      sections: [
        {
          facts: [{ label: 'New issuer', value: issuerOf(cluster) ?? 'none' }],
          fields: [
            textInput({
              name: 'fromIssuer',
              label: 'Old issuer',
              value: fromIssuer,
              placeholder: 'https://westeurope.oic.prod-aks.azure.com/...',
            }),
          ],
        },
      ],
      changes: [
        {
          kind: 'moveCredentials',
          fromIssuer,
          clusterId: cluster.id,
          ...(identityIds.length === 0 ? {} : { identityIds }),
        },
      ],
    };
  }),
  valuesOf: ({ fromIssuer, identityIds }) => ({ fromIssuer, identityIds }),
};

/** The form that binds an identity to a cluster. */
export const bindIdentity: ChangeForm<'bindIdentity'> = {
  draw: ofCluster((context, cluster) => {
    const name = textValue(context, 'bindingName').trim();
    const identity = pickIdentity(context, {
      name: 'identity',
      label: 'Identity',
      subscriptionId: cluster.subscriptionId,
      location: cluster.location,
      group: cluster.resourceGroup,
      suggestion: `id-${cluster.name}-workload`,
    });
    return {
      sections: [
        { fields: identity.fields },
        {
          title: 'More',
          folded: true,
          fields: [
            textInput({
              name: 'bindingName',
              label: 'Binding name',
              value: name,
              optional: true,
              rule: bindingNameProblem,
            }),
          ],
        },
      ],
      changes: [
        ...identity.before,
        {
          kind: 'bindIdentity',
          clusterId: cluster.id,
          identityId: identity.value,
          ...(name === '' ? {} : { name }),
        },
      ],
    };
  }),
  valuesOf: ({ identityId, name }) => ({ identity: identityId, bindingName: name }),
};

/** The form that removes a binding, which is named by whoever opens it. */
export const unbindIdentity: ChangeForm<'unbindIdentity'> = {
  draw: (context) => {
    const value = textValue(context, 'binding').trim();
    return {
      sections: [
        {
          fields: [
            textInput({
              name: 'binding',
              label: 'Binding ID',
              value,
              rule: ruleOf((text) => asArmId(text, resourceType.binding)),
            }),
          ],
        },
      ],
      changes: [{ kind: 'unbindIdentity', bindingId: value }],
    };
  },
  valuesOf: ({ bindingId }) => ({ binding: bindingId }),
};
