{{- define "alidade.name" -}}
{{- if contains "alidade" .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-alidade" (.Release.Name | trunc 32 | trimSuffix "-") -}}
{{- end -}}
{{- end -}}

{{- define "alidade.selector" -}}
app.kubernetes.io/name: alidade
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "alidade.labels" -}}
{{ include "alidade.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "alidade.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (ternary (include "alidade.name" .) "default" .Values.serviceAccount.create) -}}
{{- end -}}

{{- define "alidade.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{- /* Whether the kubelet lets its pods be read without the right to do everything else: fine or proxy. */ -}}
{{- define "alidade.rights" -}}
{{- if eq .Values.kubelet.api.rights "auto" -}}
{{- ternary "fine" "proxy" (semverCompare ">=1.33.0-0" .Capabilities.KubeVersion.Version) -}}
{{- else -}}
{{- .Values.kubelet.api.rights -}}
{{- end -}}
{{- end -}}

{{- /* The groups of nodes, each with its name and what it has of its own; without any, all nodes, with an empty name. */ -}}
{{- define "alidade.groups" -}}
{{- $groups := list -}}
{{- range $name, $group := .Values.groups -}}
{{- $groups = append $groups (dict "name" $name "nodeSelector" (merge (dict) (default dict $group.nodeSelector) $.Values.nodeSelector)
      "tolerations" (default $.Values.tolerations $group.tolerations)
      "configuration" (mergeOverwrite (deepCopy $.Values.configuration) (deepCopy (default dict $group.configuration)))) -}}
{{- else -}}
{{- $groups = append $groups (dict "name" "" "nodeSelector" .Values.nodeSelector "tolerations" .Values.tolerations
      "configuration" .Values.configuration) -}}
{{- end -}}
{{- toJson $groups -}}
{{- end -}}

{{- define "alidade.groupName" -}}
{{- include "alidade.name" .root -}}{{- with .group.name }}-{{ . }}{{ end -}}
{{- end -}}
