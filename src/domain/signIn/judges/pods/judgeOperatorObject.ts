/** Judges what operators say of their own objects, by what was read of these and of the accounts that they name. */
import type { AccountFact, Asker } from '../../../askers/model.ts';
import { accountFact } from '../../../askers/operators/operators.ts';
import type { Product } from '../../../products/products.ts';
import { clientIdAnnotation, tenantIdAnnotation } from '../../../workloads/manifests.ts';
import { say, type Words } from '../../../../sentences/words.ts';
import type { Hit } from '../../message/readMessage.ts';
import { askersOf } from '../../situation/clusterHalf.ts';
import type { CauseCode } from '../../situation/causes.ts';
import { advice, inCluster, likely, open, proven, type Fix, type Judgement } from '../../situation/judgement.ts';
import type { Situation } from '../../situation/situation.ts';

/** What an operator says that an object lacks, or has twice. */
interface Complaint {
  readonly cause: CauseCode;
  /** True for an object of which it can be true, by what was read; left out for what can't be seen. */
  readonly fits: (asker: Asker, account: AccountFact | undefined) => boolean;
  readonly fixes: (fitting: readonly Asker[]) => readonly Fix[];
}

/** Judges an account without the annotation with the client ID. */
export function judgeClientMissing(product: Product, hit: Hit, situation: Situation): Judgement {
  return judgeComplaint(product, hit, situation, {
    cause: 'CLIENT_ID_MISSING',
    fits: (_asker, account) => account?.clientId === undefined,
    fixes: (fitting) => {
      const hasDirectory = fitting.length > 0 && fitting.every(({ tenantId }) => tenantId !== undefined);
      return [
        advice(
          hasDirectory
            ? say`Annotate the service account that the object names with ${clientIdAnnotation}. The directory is named already, and may not be named twice.`
            : say`Annotate the service account that the object names with ${clientIdAnnotation}; and with ${tenantIdAnnotation}, unless the object names the directory: it may not be named twice.`,
        ),
      ];
    },
  });
}

/** Judges an object without the directory. */
export function judgeTenantMissing(hit: Hit, situation: Situation): Judgement {
  return judgeComplaint('external-secrets', hit, situation, {
    cause: 'OPERATOR_FIELD_WRONG',
    fits: ({ tenantId }) => tenantId === undefined,
    fixes: () => [
      advice(say`Name the directory in the object, or in the annotation ${tenantIdAnnotation} of its account.`),
    ],
  });
}

/** Judges an object whose client ID or directory several places name. */
export function judgeNamedTwice(hit: Hit, situation: Situation): Judgement {
  return judgeComplaint('external-secrets', hit, situation, {
    cause: 'OPERATOR_FIELD_WRONG',
    fits: ({ stoppedBy, isOperatorAccount }) => stoppedBy !== undefined && isOperatorAccount !== true,
    fixes: () => [
      advice(
        say`Name the client ID and the directory in one place each: in the object, or in the annotations of its account.`,
      ),
    ],
  });
}

/** Only what asks with a token can be meant; what was read and does not fit contradicts the message. */
function judgeComplaint(
  product: Product,
  hit: Hit,
  situation: Situation,
  { cause, fits, fixes }: Complaint,
): Judgement {
  const { objects } = situation;
  const all = askersOf(product, hit, situation).filter(
    ({ what, mode }) => what.kind !== 'ServiceAccount' && mode !== 'secret',
  );
  const fitting =
    objects === undefined ? [] : all.filter((each) => fits(each, each.account && accountFact(objects, each.account)));
  const evidence = fitting.map((each) => inCluster(nameText(each)));
  if (all.length === 0) return proven(cause, { fixes: fixes(fitting) });
  const [only, ...others] = fitting;
  if (only === undefined)
    return open([cause, 'TRANSIENT'], {
      text: say`The message is of an object that lacks something, or has it twice, and none that was read does.`,
      evidence: all.map((each) => inCluster(nameText(each))),
      next: [say`Find out which object the message is about, and whether it is older than the last change to it.`],
    });
  const asker = { what: `${only.what.kind} ${only.what.namespace ?? ''}/${only.what.name}` };
  return others.length === 0 && objects?.kinds.has('ServiceAccount') === true
    ? proven(cause, { evidence, fixes: fixes(fitting), asker })
    : likely(cause, { evidence, fixes: fixes(fitting) });
}

function nameText({ what, account }: Asker): Words {
  return account === undefined
    ? say`${what.kind} ${what.name}.`
    : say`${what.kind} ${what.name} asks as ${account.namespace}/${account.serviceAccount}.`;
}
