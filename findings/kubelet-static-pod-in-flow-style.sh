#!/bin/sh
# Guess: a static pod may be any YAML, as all JSON is YAML and kubectl takes both. Seen with the file source of kubelet 1.36.3:
# a file that begins with { is read as JSON alone, so the same pod in YAML's flow style, keys without quotes, is not found;
# kubectl's reader, which tries YAML when JSON fails, takes it.
. "$(dirname "$0")/go-program"

cat >main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/tools/record"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/kubelet/config"
)

type ignored struct{}

func (ignored) ObservedPodOnWatch(*v1.Pod, time.Time) {}

const block = `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: default
spec:
  containers:
  - name: web
    image: web:1
`

const flow = `{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: default},
 spec: {containers: [{name: web, image: "web:1"}]}}
`

const json = `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "default"},
 "spec": {"containers": [{"name": "web", "image": "web:1"}]}}
`

func podsOfFile(text string) int {
	folder, err := os.MkdirTemp(".", "manifests")
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "web.yaml"), []byte(text), 0o644); err != nil {
		panic(err)
	}
	source := config.NewPodConfig(record.NewBroadcaster().NewRecorder(nil, v1.EventSource{}), ignored{})
	config.NewSourceFile(klog.Background(), folder, "node", time.Second, source.Channel(context.Background(), "file"))
	select {
	case update := <-source.Updates():
		return len(update.Pods)
	case <-time.After(5 * time.Second):
		return 0
	}
}

func podsOfKubectl(text string) int {
	var pod v1.Pod
	if err := yaml.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096).Decode(&pod); err != nil {
		return 0
	}
	return 1
}

func main() {
	for _, style := range []struct{ name, text string }{{"block style", block}, {"flow style", flow}, {"JSON", json}} {
		fmt.Printf("%s: kubelet %d, kubectl's reader %d\n", style.name, podsOfFile(style.text), podsOfKubectl(style.text))
	}
}
GO
version=v1.36.3
build "$version"
seen=$(./program 2>log)
echo "k8s.io/kubernetes $version"
expect 'block style: kubelet 1, kubectl'\''s reader 1
flow style: kubelet 0, kubectl'\''s reader 1
JSON: kubelet 1, kubectl'\''s reader 1'
