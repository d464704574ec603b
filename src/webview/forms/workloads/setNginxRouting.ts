/** The form that chooses the default ingress controller of application routing. */
import { nginxControllers } from '../../../domain/change/gatewayKinds.ts';
import type { Cluster } from '../../../domain/cluster/model.ts';
import { routingFacts } from '../../../domain/gateway/routingWords.ts';
import { nginxControllerOf } from '../../../domain/gateway/routing.ts';
import { textOf } from '../../../sentences/textOf.ts';
import {
  drawnForCluster,
  radioInput,
  textValue,
  type ChangeForm,
  type DrawnForm,
  type FormContext,
} from '../parts/parts.ts';

const descriptions: Readonly<Record<(typeof nginxControllers)[number], string>> = {
  None: 'AKS makes none. One that exists stays until its object is deleted in the cluster.',
  AnnotationControlled: 'Public or internal, as its annotations say.',
  External: 'Public.',
  Internal: 'Only in the virtual network.',
};

/** The form that chooses the default ingress controller. */
export const setNginxRouting: ChangeForm<'setNginxRouting'> = {
  draw: drawnForCluster(drawChoice),
  valuesOf: ({ controller }) => ({ controller }),
};

function drawChoice(context: FormContext, cluster: Cluster): DrawnForm {
  const now = nginxControllerOf(cluster);
  const text = textValue(context, 'controller', now === 'None' ? 'AnnotationControlled' : 'None');
  const controller = nginxControllers.find((each) => each === text) ?? 'None';
  return {
    sections: [
      {
        facts: routingFacts(cluster).map(({ label, value }) => ({ label, value: textOf(value) })),
        fields: [
          radioInput({
            name: 'controller',
            label: 'Default ingress controller',
            value: controller,
            options: nginxControllers.map((each) => ({
              value: each,
              label: each,
              description: descriptions[each],
              ...(each === now ? { disabled: 'It is set already.' } : {}),
            })),
          }),
        ],
      },
    ],
    changes: [{ kind: 'setNginxRouting', clusterId: cluster.id, controller }],
  };
}
