/** The form that turns workload identity on or off. */
import type { Cluster } from '../../../domain/cluster/model.ts';
import { hasWorkloadIdentity, issuerOf } from '../../../domain/workloads/issuer.ts';
import {
  drawnForCluster,
  radioInput,
  textValue,
  type ChangeForm,
  type DrawnForm,
  type FormContext,
} from '../parts/parts.ts';
import { t } from '../../../sentences/language.ts';

/** The form that turns workload identity on or off. */
export const setWorkloadIdentity: ChangeForm<'setWorkloadIdentity'> = {
  draw: drawnForCluster(drawSwitch),
  valuesOf: ({ enabled }) => ({ enabled: enabled === undefined ? undefined : enabled ? 'on' : 'off' }),
};

function drawSwitch(context: FormContext, cluster: Cluster): DrawnForm {
  const isOn = hasWorkloadIdentity(cluster);
  const value = textValue(context, 'enabled', isOn ? 'off' : 'on');
  return {
    sections: [
      {
        facts: [
          { label: t`OIDC issuer`, value: issuerOf(cluster) ?? t`off` },
          { label: t`Workload identity`, value: isOn ? t`on` : t`off` },
        ],
        fields: [
          radioInput({
            name: 'enabled',
            label: t`Workload identity`,
            value,
            options: [
              {
                value: 'on',
                label: t`On`,
                description: t`Pods get tokens that identities accept. The OIDC issuer comes with it and can't be turned off again.`,
                ...(isOn ? { disabled: t`Workload identity is already on.` } : {}),
              },
              {
                value: 'off',
                label: t`Off`,
                description: t`New pods no longer get tokens. The OIDC issuer stays.`,
                ...(isOn ? {} : { disabled: t`Workload identity is already off.` }),
              },
            ],
          }),
        ],
      },
    ],
    changes: [{ kind: 'setWorkloadIdentity', clusterId: cluster.id, enabled: value === 'on' }],
  };
}
