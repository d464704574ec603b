/** The form for removing access policies of a key vault. */
import { asArmId, isGuid } from '../../domain/arm/resourceId.ts';
import { ruleOf, textInput, textValue, type ChangeForm, type DrawnForm, type FormContext } from './parts/parts.ts';
import { say } from '../../sentences/words.ts';
import { t } from '../../sentences/language.ts';

/** The form for an access policy to remove: in which vault, and whose. */
export const removeAccessPolicy: ChangeForm<'removeAccessPolicy'> = {
  draw: drawPolicyRemoval,
  valuesOf: ({ vaultId, principalId }) => ({ vault: vaultId, principal: principalId }),
};

function drawPolicyRemoval(context: FormContext): DrawnForm {
  const vaultId = textValue(context, 'vault').trim();
  const principalId = textValue(context, 'principal').trim();
  return {
    sections: [
      {
        fields: [
          textInput({
            name: 'vault',
            label: t`Key vault ID`,
            value: vaultId,
            rule: ruleOf((text) => asArmId(text, 'Microsoft.KeyVault/vaults')),
          }),
          textInput({
            name: 'principal',
            label: t`Principal ID`,
            value: principalId,
            rule: (text) => (isGuid(text) ? undefined : say`Enter the object ID of the principal, a GUID.`),
          }),
        ],
      },
    ],
    changes: [{ kind: 'removeAccessPolicy', vaultId, principalId }],
  };
}
