/** Messages that say why, and where the sign-in is not the reason. */
import { say, type Words } from '../../../sentences/words.ts';
import { weightOf, type MessageForm } from '../situation/form.ts';
import { open } from '../situation/judgement.ts';

const vaultHost = '[\\w-]{1,60}\\.vault\\.(?:azure\\.(?:net|cn)|usgovcloudapi\\.net|[\\w.-]{3,40})';

/** Something else than the sign-in; any error of a sign-in in the message says more. */
function answered(
  form: Pick<MessageForm, 'name' | 'looksLike' | 'finds' | 'source'>,
  means: Words,
  next: Words,
): MessageForm {
  return {
    ...form,
    means,
    looksAt: say`The message alone.`,
    causes: ['UNKNOWN'],
    weight: weightOf.symptom + 4,
    judge: () => open([], { text: means, next: [next] }),
  };
}

/** The forms. */
export const answeredForms: readonly MessageForm[] = [
  answered(
    {
      name: 'vaultObjectMissing',
      looksLike: 'SecretNotFound: A secret with (name/id) ... was not found in this key vault',
      finds: /\b(?:Secret|Key|Certificate)NotFound\b|was not found in this key vault/g,
      source: 'https://learn.microsoft.com/azure/key-vault/general/rest-error-codes',
    },
    say`The sign-in works, and the key vault lets it in: the vault has no such secret, key or certificate.`,
    say`Compare the name, its kind and its version with what is in the vault. If it was deleted, it can be recovered for some time.`,
  ),
  answered(
    {
      name: 'vaultObjectDisabled',
      looksLike: 'SecretDisabled: Operation get is not allowed on a disabled secret',
      finds:
        /\b(?:Secret|Key|Certificate)Disabled\b|is not allowed on an? (?:disabled|expired) (?:secret|key|certificate)/gi,
      source: 'https://learn.microsoft.com/azure/key-vault/general/rest-error-codes',
    },
    say`The sign-in works, and the key vault lets it in: the secret, key or certificate is disabled or out of its time.`,
    say`Enable that version in the vault, or make a new one.`,
  ),
  answered(
    {
      name: 'vaultNotResolved',
      looksLike: 'lookup ....vault.azure.net: no such host',
      finds: [
        {
          first: new RegExp(`(?:lookup|getaddrinfo|resolve|UnknownHost\\w*:?) ?\\w{0,12} ?['"]?${vaultHost}`, 'gi'),
          then: /no such host|ENOTFOUND|EAI_AGAIN|not known|server misbehaving|UnknownHost|name resolution/gi,
          within: 120,
        },
        new RegExp(`(?:ENOTFOUND|UnknownHostException:) ?${vaultHost}`, 'gi'),
      ],
      source: 'https://learn.microsoft.com/azure/key-vault/general/private-link-diagnostics',
    },
    say`The name of the key vault can't be resolved from where it was asked, which is no matter of the sign-in.`,
    say`Check the name of the vault and whether it exists; with a private endpoint, also the private DNS zone and its links to the network of the nodes.`,
  ),
  answered(
    {
      name: 'driverProviderMissing',
      looksLike: 'provider not found: provider "azure" (secrets store driver)',
      finds: /provider not found: provider "{1,2}azure/gi,
      source: 'https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/troubleshooting/',
    },
    say`The secrets store driver found no provider for Azure on the node, so no sign-in was tried.`,
    say`Look at the pods of the provider on that node (in kube-system: aks-secrets-store-provider-azure); without the AKS add-on, install the provider.`,
  ),
  answered(
    {
      name: 'otherVault',
      looksLike: 'cannot read secret data from Vault (HashiCorp Vault)',
      finds: /cannot read secret data from Vault|URL: (?:GET|PUT|POST) https?:\/\/[^\s]{3,200}\/v1\//g,
      source: 'https://external-secrets.io/latest/provider/hashicorp-vault/',
    },
    say`HashiCorp Vault refuses it, not Azure.`,
    say`Look at the role and the policies of that vault.`,
  ),
];
