{{- define "gravl.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* gravl.labels and gravl.selector take (list . COMPONENT). */}}
{{- define "gravl.labels" -}}
{{- $root := first . -}}
{{ include "gravl.selector" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version }}
{{- end -}}

{{- define "gravl.selector" -}}
{{- $root := first . -}}
app.kubernetes.io/name: {{ default $root.Chart.Name $root.Values.nameOverride }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ last . }}
{{- end -}}

{{/* gravl.image takes an image's values; the second is the tag if there is none. */}}
{{- define "gravl.image" -}}
{{- $image := first . -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ default (last .) $image.tag }}
{{- end -}}
{{- end -}}

{{- define "gravl.serverImage" -}}
{{ include "gravl.image" (list .Values.image .Chart.AppVersion) }}
{{- end -}}

{{/* What every pod of this chart has in common, as the Pod Security Standard "restricted" demands. */}}
{{- define "gravl.pod" -}}
automountServiceAccountToken: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toJson . }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toJson . }}
{{- end }}
{{- end -}}

{{- define "gravl.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "gravl.container" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
capabilities: {drop: [ALL]}
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{/* gravl.secretName takes (list . PURPOSE): keyRing, server, migration or backup. */}}
{{- define "gravl.secretName" -}}
{{- $root := first . -}}
{{- $purpose := last . -}}
{{- if eq $root.Values.secrets.mode "existing" -}}
{{- get $root.Values.secrets.existing $purpose -}}
{{- else -}}
{{- include "gravl.fullname" $root }}-{{ ternary "key-ring" (printf "database-%s" $purpose) (eq $purpose "keyRing") -}}
{{- end -}}
{{- end -}}

{{- define "gravl.databaseHost" -}}
{{- if and .Values.postgresql.enabled (not .Values.database.host) -}}
{{- include "gravl.fullname" . }}-postgresql-rw
{{- else -}}
{{- .Values.database.host -}}
{{- end -}}
{{- end -}}

{{- define "gravl.databaseCA" -}}
{{- if and .Values.postgresql.enabled (not .Values.database.caSecret.name) -}}
{{- include "gravl.fullname" . }}-postgresql-ca
{{- else -}}
{{- .Values.database.caSecret.name -}}
{{- end -}}
{{- end -}}

{{/* gravl.databaseEnv takes (list . PURPOSE). The password is in a file, so that it can change under a running server. */}}
{{- define "gravl.databaseEnv" -}}
{{- $root := first . -}}
{{- $purpose := last . -}}
{{- $database := $root.Values.database -}}
- name: GRAVL_ENV
  value: {{ $root.Values.environment }}
- name: DATABASE_URL
  value: postgres://{{ get $database.users $purpose }}@{{ include "gravl.databaseHost" $root }}:{{ $database.port }}/{{ $database.name }}?sslmode={{ $database.sslMode }}
    {{- if include "gravl.databaseCA" $root }}&sslrootcert=/run/gravl/database-ca/{{ $database.caSecret.key }}{{ end }}
- name: GRAVL_DATABASE_PASSWORD_FILE
  value: /run/gravl/database/password
{{- end -}}

{{/* Secrets are mounted as folders, never by subPath: so they change when the Secret does. */}}
{{- define "gravl.databaseMounts" -}}
- {name: database, mountPath: /run/gravl/database, readOnly: true}
{{- if include "gravl.databaseCA" . }}
- {name: database-ca, mountPath: /run/gravl/database-ca, readOnly: true}
{{- end }}
{{- end -}}

{{- define "gravl.databaseVolumes" -}}
{{- $root := first . -}}
- name: database
  secret:
    secretName: {{ include "gravl.secretName" . }}
    defaultMode: 0440
    items: [{key: password, path: password}]
{{- with include "gravl.databaseCA" $root }}
- name: database-ca
  secret:
    secretName: {{ . }}
    defaultMode: 0440
    items: [{key: {{ $root.Values.database.caSecret.key }}, path: {{ $root.Values.database.caSecret.key }}}]
{{- end }}
{{- end -}}

{{- define "gravl.tlsSecret" -}}
{{- default (printf "%s-tls" (include "gravl.fullname" .)) .Values.tls.secretName -}}
{{- end -}}

{{/* A database that the release itself makes is there only after its first installation. */}}
{{- define "gravl.migrationHook" -}}
{{ ternary "post-install" "pre-install" .Values.postgresql.enabled }},pre-upgrade
{{- end -}}
