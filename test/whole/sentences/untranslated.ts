/** What stays as it is in every language, and why; one word is excused only in its place. */
export const untranslated: Readonly<Record<string, RegExp>> = {
  'copied plans and exports, English as a whole: others read them, too':
    /^src\/domain\/(?:export|report\/formats)\/(?!baseline)|^src\/webview\/report\/exported\.ts: |^src\/domain\/signIn\/text\/whyMarkdown\.ts: (?:Message|The causes: \{\})$/,
  'titles and values of columns in exports; the page has words of its own for them':
    /^src\/domain\/report\/(?:columns\.ts: (?:[A-Z][\w ]+|not used)|controls\.ts: (?:of the kubelet|at a registry)|overview\.ts: (?:\S )?(?:[Ee]rrors?|[Ww]arnings?|[Uu]nknown|[Ii]nfo)|aroundFields\.ts: It was not checked\.|reportFormats\.ts: (?:Markdown|JUnit XML|GitLab Code Quality))$/,
  'what stands in JSON and SVG, not for people':
    /^src\/domain\/(?:picture\/svgText\.ts: none|arm\/secretPlaces\.ts: value of \{\})$/,
  'the wording of errors of other programs':
    /^src\/domain\/signIn\/forms\/(?:pod|symptom)Forms\.ts: (?:\(\?:|BearerAuthorizer|could not get |failed to mount )/,
  'names of controls, as those who publish them write them': /^src\/domain\/findings\/rule\/controls\.ts: /,
  'documentation of rules':
    /^src\/domain\/findings\/rules\/\w+\.ts: (?:the add-on|the feature|the number of the need|controlPlane or kubelet|httpApplicationRouting|at the limit, unless it is bound|(?:after|if|on|where) .*)$/,
  'names of products and of what Azure and Kubernetes have':
    /: (?:AKS Identity|az|Azure|PowerShell|Bicep|Terraform|Kubernetes|Application Gateway for Containers|Azure Kubernetes Service Cluster \{\} Role|kubelet|flux|Flux|keda|[Vv]elero|istio|Karpenter|Crossplane|Prometheus|ALB controller|Azure Linux|Azure Service Operator|External Secrets|Argo CD|HashiCorp Vault|AnnotationControlled|Enabled|SystemAssigned|Succeeded|Failed|Canceled|azurepolicy|omsagent|true|secrets get|\{\} \(Application Gateway for Containers\))$|^src\/domain\/(?:cluster\/addons|around\/things\/extensions)\.ts: [A-Z][\w ]+$|^src\/domain\/cluster\/usesInWords\.ts: Fleet$|^src\/host\/accounts\/clouds\.ts: Azure [\w ]+$|^src\/session\/demoConnection\.ts: Contoso$/,
  'names of roles':
    /^src\/domain\/(?:access\/roles|plan\/accessRequest|signIn\/forms\/ownRoles|signIn\/judges\/resources\/dataServices)\.ts: [A-Z]|^src\/domain\/change\/accessKinds\.ts: (?:Admin|Cluster Admin|Reader|Writer)$|^src\/azure\/read\/clusters\.ts: (?:Admin|User)$/,
  'words of Kubernetes, and names that it or somebody gives':
    /^src\/domain\/askers\/[\w/]+\.ts: (?:default|aadpodidbinding)$|^src\/domain\/whoCanAct\/(?:abilities\.ts: (?:cronjobs|daemonsets|deployments|jobs|replicasets|statefulsets)|places\.ts: namespaces)$|^src\/host\/files\/kubeconfig\.ts: (?:clusters|contexts|users)$|^src\/domain\/signIn\/judges\/pods\/judgeVolume\.ts: (?:azurestorageidentity\{\}|\w+id)$|^src\/domain\/workloads\/(?:bindingClients\.ts: (?:Go|Java|Python|azidentity)|credential\.ts: id\{\})$/,
  'values and operations of Azure':
    /^src\/domain\/(?:foreseen\/clusterThen\.ts: msi|change\/(?:gatewayKinds\.ts: (?:Internal|External)|accessKinds\.ts: (?:admin|reader|writer)|fields\.ts: (?:User|Group))|history\/(?:ownRuns|sameRecords)\.ts: (?:write|delete)|plan\/carry\/policies\.ts: (?:add|remove)|plan\/cluster\/createCluster(?:Network\.ts: (?:Pod|Service)|Body\.ts: (?:a\{\}|[Ss]ystem|Linux|standard))|cluster\/fromArm\.ts: default|around\/things\/fleets\.ts: members|plan\/gateway\/gatewaySwitches\.ts: Standard|gateway\/place(?:Access\.ts: get|Kinds\.ts: read)|signIn\/judges\/resources\/refusedTogether\.ts: (?:delete|read|write))$|^src\/(?:webview\/forms\/workloads\/setNginxRouting|domain\/(?:plan\/gateway\/gatewaySwitches|change\/gatewayKinds|findings\/rules\/(?:trustedAccess|nodes)|access\/identityRestrictions))\.ts: None$/,
  'the type of an extension that has none, and not even a name':
    /^src\/domain\/around\/things\/extensions\.ts: extension$/,
  'names of kinds, which an agent gives': /^src\/domain\/history\/model\.ts: \w+$/,
  'names of kinds and keys, by which the program decides':
    /^src\/domain\/(?:foreseen\/factsThen\.ts: missing|signIn\/factsNotAsked\.ts: unreadable|whoCanAct\/(?:givenAbilities\.ts: found|ownAccess\.ts: (?:found|you)))$|^src\/session\/(?:emulatorConnection\.ts: (?:emulator|http)|rememberedConnection\.ts: all)$|^src\/azure\/directory\/(?:tenants\.ts: home|connection\.ts: (?:demo|emulator))$|^src\/commands\/(?:pickPrincipal\.ts: other|subscriptions\.ts: paste)$|^src\/webview\/workloads\/workloadsPart\.ts: (?:binding|credential)$/,
  'pages of documentation, in addresses':
    /^src\/domain\/(?:cluster\/addons\.ts: integrations|plan\/cluster\/createClusterRules\.ts: faq)$/,
  'values of fields of forms, whose options have labels':
    /^src\/webview\/forms\/[\w/]+\.ts: (?:on|off|new|none|own|entra|system|azure|overlay|kubenet|managed|namespace|simplest|cluster|westeurope|azureuser|workload)$/,
  'the name of the product, with an icon':
    /^src\/host\/window\/statusBar\.ts: (?:\$\(\{\}\) AKS Identity: \{\}|json|beaker)$/,
  'the code of English': /^src\/webview\/window\/pageHtml\.ts: en$/,
  'examples that are typed as they are': /^src\/webview\/forms\/workloads\/connectWorkload\.ts: (?:shop|cart)$/,
  'YAML and commands, with what is to be filled in':
    /^src\/domain\/[\w/]+\.ts: (?:<(?:client|tenant|directory) ID of the identity|az [a-z]|kubectl [a-z])|^src\/domain\/plan\/(?:azCommand\.ts: \{\}<\(printf %s \{\}\)$|creationDefaults\.ts: (?:kubenet|azure|overlay)$|(?:\w+\/)?\w+\.ts: (?:merge|put|tsv)$|gateway\/gatewayChecks\.ts: keyOfWords)|^src\/domain\/(?:askers\/askerYaml|gateway\/gatewayYaml|workloads\/manifests)\.ts: /,
  'queries and headers, which Azure reads':
    /^src\/azure\/(?:read|graph)\/\w+\.ts: (?:\w+| or |\{\}|\w+ = .*|roleName eq .*|(?:holderT|t)ype =~ .*|(?:eventTimestamp|\(?target) .*)(?:$|\n\| )|: Bearer realm=/,
  'names of parameters in links': /^src\/domain\/words\/(?:reportLinks|reportLook|links)\.ts: \w+$/,
  'names of classes in a page': /^src\/webview\/page\/\w+\/\w+\.ts: tool only-icon$/,
  'the message of what was cancelled, which nobody is shown': /^src\/errors\.ts: Cancelled\.$/,
  'errors of the program itself, which nobody meets':
    /^src\/(?:domain\/(?:around\/catalogue\.ts: There is no kind |plan\/grants\/lossJudgement\.ts: No case of |picture\/layout\.ts: \{\} is not on the map\.$)|app\/\w+\/\w+\.ts: (?:\{\} was neither read nor refused|The facts for this never become complete)\.$|host\/files\/sharedFile\.ts: Someone else changed it first\.$|session\/demoConnection\.ts: Aborted$)/,
  'names of things on the map, by which the program finds them':
    /^src\/domain\/identityMap\/(?:access\.ts: access (?:others|not read)|around\.ts: around not checked|identityOwnMap\.ts: no use)$/,
  'what the log and issues say':
    /^src\/session\/lastSession\.ts: they (?:belong to another account|can't be read)$|^src\/host\/window\/issueReporter\.ts: (?:of an unknown version$|What did you do, )|^src\/azure\/http\/versionPolicy\.ts: \{\} does not offer API version \{\} here; \{\} is used instead\.$/,
  'what agents read, English as a whole': /^src\/agents\/\w+\.ts: /,
  'what the command line prints, which alone uses these files':
    /^src\/host\/files\/(?:outputFile|clusterObjectFiles)\.ts: |^src\/session\/fileConnection\.ts: (?:This holds |Standard input$)/,
  'the name of a place as the API gives it': /^src\/domain\/arm\/unknown\.ts: keyOfWords\(name\)$/,
  'what stands in for people in files that somebody passes on':
    /^src\/domain\/history\/maskedHistory\.ts: (?:masked user|.* \{\})$/,
  'translated where it is shown, by its English title': /^src\/webview\/report\/state\.ts: Findings$/,
};
