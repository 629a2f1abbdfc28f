{{/* What values.schema.json cannot say, or not in words that help. */}}
{{- define "gravl.guard" -}}
{{- $v := .Values -}}
{{- $own := list "GRAVL_ENV" "GRAVL_LISTEN_ADDR" "GRAVL_ADMIN_ADDR" "GRAVL_DRAIN_SECONDS" "GRAVL_KEY_RING_FILE" "GRAVL_DATABASE_PASSWORD_FILE" "DATABASE_URL" "JWT_SECRET" -}}
{{- range $v.extraEnv -}}
{{- if has .name $own -}}
{{- fail (printf "extraEnv: %s is set by the chart; change the value that it comes from" .name) -}}
{{- end -}}
{{- end -}}
{{- if eq $v.environment "production" -}}
{{- range $v.extraObjects -}}
{{- if has .kind (list "Secret" "List" "SecretList") -}}
{{- fail (printf "extraObjects: a %s is refused in production; bring secrets by secrets.mode" .kind) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $v.secrets.rotation.enabled -}}
{{- if eq $v.secrets.mode "sealed" -}}
{{- fail "secrets.rotation.enabled: the controller of Sealed Secrets would take a rotation back; set it to false and commit a newly sealed key ring every 60 days, or use secrets.mode existing or external" -}}
{{- else if eq $v.secrets.mode "plain" -}}
{{- fail "secrets.rotation.enabled: the next upgrade would put the key ring of secrets.plain back; set it to false, or use another secrets.mode" -}}
{{- end -}}
{{- end -}}
{{- if and (not $v.database.host) (not $v.postgresql.enabled) -}}
{{- fail "database.host: name the host of PostgreSQL, or set postgresql.enabled" -}}
{{- end -}}
{{- if and (ne $v.exposure.type "none") (not $v.exposure.host) -}}
{{- fail "exposure.host: name the public host, or set exposure.type to none" -}}
{{- end -}}
{{- if gt (int $v.autoscaling.minReplicas) (int $v.autoscaling.maxReplicas) -}}
{{- fail "autoscaling.maxReplicas: must be at least autoscaling.minReplicas" -}}
{{- end -}}
{{- end -}}
