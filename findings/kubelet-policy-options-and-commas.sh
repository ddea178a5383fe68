#!/bin/sh
# Guess: the two flags of policy options are read alike, several options being separated by commas, as the flag of feature
# gates is. Seen with kubelet 1.36.3: --topology-manager-policy-options is split at commas,
# --cpu-manager-policy-options is not. There the rest of the list becomes the value of the first option, which then is no
# boolean, and the kubelet does not start; each option wants a flag of its own.
. "$(dirname "$0")/go-program"

cat >main.go <<'GO'
package main

import (
	"fmt"
	"sort"

	"github.com/spf13/pflag"
	"k8s.io/klog/v2"
	kubeletoptions "k8s.io/kubernetes/cmd/kubelet/app/options"
	"k8s.io/kubernetes/pkg/kubelet/cm/cpumanager"
)

func show(flag string, options map[string]string) {
	names := []string{}
	for name := range options {
		names = append(names, name)
	}
	sort.Strings(names)
	fmt.Println(flag)
	for _, name := range names {
		fmt.Printf("  %s: %s\n", name, options[name])
	}
}

func main() {
	_ = klog.Background()
	for _, arguments := range [][]string{
		{"--topology-manager-policy-options=prefer-closest-numa-nodes=true,max-allowable-numa-nodes=16",
			"--cpu-manager-policy-options=full-pcpus-only=true,strict-cpu-reservation=true"},
		{"--cpu-manager-policy-options=full-pcpus-only=true", "--cpu-manager-policy-options=strict-cpu-reservation=true"},
	} {
		configuration, err := kubeletoptions.NewKubeletConfiguration()
		if err != nil {
			panic(err)
		}
		flags := pflag.NewFlagSet("kubelet", pflag.ContinueOnError)
		kubeletoptions.AddKubeletConfigFlags(flags, configuration)
		if err := flags.Parse(arguments); err != nil {
			panic(err)
		}
		if len(configuration.TopologyManagerPolicyOptions) > 0 {
			show("--topology-manager-policy-options", configuration.TopologyManagerPolicyOptions)
		}
		show("--cpu-manager-policy-options", configuration.CPUManagerPolicyOptions)
		_, err = cpumanager.NewStaticPolicyOptions(configuration.CPUManagerPolicyOptions)
		fmt.Println("  error:", err)
	}
}
GO
version=v1.36.3
build "$version"
seen=$(./program 2>log)
echo "k8s.io/kubernetes $version"
expect '--topology-manager-policy-options
  max-allowable-numa-nodes: 16
  prefer-closest-numa-nodes: true
--cpu-manager-policy-options
  full-pcpus-only: true,strict-cpu-reservation=true
  error: bad value for option "full-pcpus-only": strconv.ParseBool: parsing "true,strict-cpu-reservation=true": invalid syntax
--cpu-manager-policy-options
  full-pcpus-only: true
  strict-cpu-reservation: true
  error: <nil>'
