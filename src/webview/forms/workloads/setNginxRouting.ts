/** The form that chooses the default ingress controller of application routing. */
import { nginxControllers } from '../../../domain/change/gatewayKinds.ts';
import type { Cluster } from '../../../domain/cluster/model.ts';
import { noControllerWords, routingFacts } from '../../../domain/gateway/routingWords.ts';
import { nginxControllerOf, routingOf } from '../../../domain/gateway/routing.ts';
import {
  drawnForCluster,
  radioInput,
  textValue,
  type ChangeForm,
  type DrawnForm,
  type FormContext,
} from '../parts/parts.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { shownIn, t, shownText } from '../../../sentences/language.ts';

const descriptions: Readonly<Record<(typeof nginxControllers)[number], Words>> = {
  None: say`AKS creates none. An existing one stays until its object is deleted in the cluster.`,
  AnnotationControlled: say`It has a public address, or one in the virtual network, as its annotations say.`,
  External: say`It has a public address.`,
  Internal: say`It has an address in the virtual network only.`,
};

/** The form that chooses the default ingress controller. */
export const setNginxRouting: ChangeForm<'setNginxRouting'> = {
  draw: drawnForCluster(drawChoice),
  valuesOf: ({ controller }) => ({ controller }),
};

function drawChoice(context: FormContext, cluster: Cluster): DrawnForm {
  const facts = routingFacts(cluster).map(shownIn);
  if (!routingOf(cluster).hasOperator)
    return {
      sections: [{ facts, fields: [] }],
      changes: [],
      error: shownText(noControllerWords(cluster)),
    };
  const now = nginxControllerOf(cluster);
  const text = textValue(context, 'controller', now === 'None' ? 'AnnotationControlled' : 'None');
  const controller = nginxControllers.find((each) => each === text) ?? 'None';
  return {
    sections: [
      {
        facts,
        fields: [
          radioInput({
            name: 'controller',
            label: t`Default ingress controller`,
            value: controller,
            options: nginxControllers.map((each) => ({
              value: each,
              label: each,
              description: shownText(descriptions[each]),
              ...(each === now ? { disabled: t`${shownText(descriptions[each])} This is the current setting.` } : {}),
            })),
          }),
        ],
      },
    ],
    changes: [{ kind: 'setNginxRouting', clusterId: cluster.id, controller }],
  };
}
