#!/bin/sh
# Guess: kubelet_cpu_manager_allocation_per_numa says how many CPUs of each NUMA node are exclusive at the moment, so it is 0
# when the last container with such CPUs is gone, and each NUMA node has a series. Seen with kubelet 1.36.3: only NUMA
# nodes that have some are written, so a NUMA node keeps the last number it had, for as long as the kubelet runs, and has no
# series before its first CPU. kubelet_cpu_manager_shared_pool_size_millicores is right beside it.
. "$(dirname "$0")/go-program"

cat >main.go <<'GO'
package main

import (
	"flag"
	"fmt"
	"io"
	"reflect"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/component-base/metrics/legacyregistry"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/kubelet/cm/cpumanager"
	"k8s.io/kubernetes/pkg/kubelet/cm/cpumanager/state"
	"k8s.io/kubernetes/pkg/kubelet/cm/cpumanager/topology"
	"k8s.io/kubernetes/pkg/kubelet/cm/topologymanager"
	"k8s.io/kubernetes/pkg/kubelet/metrics"
	"k8s.io/utils/cpuset"
)

func show(moment string) {
	fmt.Println(moment)
	families, err := legacyregistry.DefaultGatherer.Gather()
	if err != nil {
		panic(err)
	}
	for _, family := range families {
		switch family.GetName() {
		case "kubelet_cpu_manager_allocation_per_numa", "kubelet_cpu_manager_shared_pool_size_millicores":
			for _, metric := range family.GetMetric() {
				labels := ""
				for _, label := range metric.GetLabel() {
					labels += "{" + label.GetName() + "=" + label.GetValue() + "}"
				}
				fmt.Printf("  %s%s %v\n", family.GetName(), labels, metric.GetGauge().GetValue())
			}
		}
	}
}

func main() {
	klog.InitFlags(nil)
	_ = flag.Set("logtostderr", "false")
	klog.SetOutput(io.Discard)
	logger := klog.Background()
	metrics.Register()
	// Two NUMA nodes with four CPUs each.
	details := topology.CPUDetails{}
	for cpu := 0; cpu < 8; cpu++ {
		details[cpu] = topology.CPUInfo{NUMANodeID: cpu / 4, SocketID: cpu / 4, CoreID: cpu, UncoreCacheID: cpu / 4}
	}
	machine := &topology.CPUTopology{NumCPUs: 8, NumCores: 8, NumUncoreCache: 2, NumSockets: 2, NumNUMANodes: 2, CPUDetails: details}
	policy, err := cpumanager.NewStaticPolicy(logger, machine, 1, cpuset.New(0), topologymanager.NewFakeManager(), nil)
	if err != nil {
		panic(err)
	}
	cpus := state.NewMemoryState(logger)
	if err := policy.Start(logger, cpus); err != nil {
		panic(err)
	}
	amounts := v1.ResourceList{v1.ResourceCPU: resource.MustParse("2"), v1.ResourceMemory: resource.MustParse("1Gi")}
	pod := &v1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "web", UID: types.UID("web")}, Spec: v1.PodSpec{Containers: []v1.Container{
		{Name: "web", Resources: v1.ResourceRequirements{Limits: amounts, Requests: amounts}}}}}
	pod.Status.QOSClass = v1.PodQOSGuaranteed
	show("before the pod")
	if reflect.ValueOf(policy.Allocate(logger, cpus, pod, &pod.Spec.Containers[0])).IsValid() {
		panic("not allocated")
	}
	show("with a pod of 2 CPUs")
	if err := policy.RemoveContainer(logger, cpus, "web", "web"); err != nil {
		panic(err)
	}
	show("without it")
}
GO
version=v1.36.3
build "$version"
seen=$(./program 2>log)
echo "k8s.io/kubernetes $version"
expect 'before the pod
  kubelet_cpu_manager_shared_pool_size_millicores 7000
with a pod of 2 CPUs
  kubelet_cpu_manager_allocation_per_numa{numa_node=0} 2
  kubelet_cpu_manager_shared_pool_size_millicores 5000
without it
  kubelet_cpu_manager_allocation_per_numa{numa_node=0} 2
  kubelet_cpu_manager_shared_pool_size_millicores 7000'
