#!/bin/sh
# Guess: topologyManagerPolicy restricted takes on an empty machine whatever the machine could not do better, so a pod whose CPUs
# need two NUMA nodes runs on two. Seen with kubelet 1.36.3: with memoryManagerPolicy Static each manager prefers as few NUMA nodes as
# its own resource needs, and a pod is refused unless all prefer the same. CPUs that need two NUMA nodes with memory that fits on
# one are refused for ever, on an empty machine, too; more memory than one NUMA node has makes the same pod fit.
. "$(dirname "$0")/go-program"

cat >main.go <<'GO'
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	cadvisor "github.com/google/cadvisor/info/v1"
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
	"k8s.io/klog/v2"
	kubeletconfig "k8s.io/kubernetes/pkg/kubelet/apis/config"
	"k8s.io/kubernetes/pkg/kubelet/cm/containermap"
	"k8s.io/kubernetes/pkg/kubelet/cm/cpumanager"
	"k8s.io/kubernetes/pkg/kubelet/cm/memorymanager"
	"k8s.io/kubernetes/pkg/kubelet/cm/topologymanager"
	"k8s.io/kubernetes/pkg/kubelet/lifecycle"
	"k8s.io/utils/cpuset"
)

const gi = 1 << 30

type nothing struct{}

func (nothing) AddSource(string)                                  {}
func (nothing) AllReady() bool                                    { return true }
func (nothing) GetPodStatus(types.UID) (v1.PodStatus, bool)       { return v1.PodStatus{}, false }
func (nothing) UpdateContainerResources(context.Context, string, *runtimeapi.ContainerResources) error {
	return nil
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// Two NUMA nodes, each with four cores of one thread and 16Gi.
func machine() *cadvisor.MachineInfo {
	info := &cadvisor.MachineInfo{NumCores: 8, NumSockets: 2}
	for id := 0; id < 2; id++ {
		node := cadvisor.Node{Id: id, Memory: 16 * gi}
		for core := 0; core < 4; core++ {
			node.Cores = append(node.Cores, cadvisor.Core{Id: core, SocketID: id, Threads: []int{4*id + core}})
		}
		info.Topology = append(info.Topology, node)
	}
	return info
}

// What becomes of the only pod of a node.
func admitted(cpu, memory string) string {
	log := klog.Background()
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "")
	check(err)
	defer os.RemoveAll(folder)
	info := machine()
	reserved := v1.ResourceList{v1.ResourceCPU: resource.MustParse("1"), v1.ResourceMemory: resource.MustParse("1Gi")}
	none := func() []*v1.Pod { return nil }
	topology, err := topologymanager.NewManager(info.Topology, "restricted", "container", nil)
	check(err)
	cpus, err := cpumanager.NewManager(log, "static", nil, time.Hour, info, cpuset.New(0), reserved, folder, topology)
	check(err)
	memories, err := memorymanager.NewManager(log, "Static", info, reserved, []kubeletconfig.MemoryReservation{
		{NumaNode: 0, Limits: v1.ResourceList{v1.ResourceMemory: resource.MustParse("1Gi")}}}, folder, topology)
	check(err)
	topology.AddHintProvider(log, cpus)
	topology.AddHintProvider(log, memories)
	check(cpus.Start(ctx, none, nothing{}, nothing{}, nothing{}, containermap.NewContainerMap()))
	check(memories.Start(ctx, none, nothing{}, nothing{}, nothing{}, containermap.NewContainerMap()))
	amounts := v1.ResourceList{v1.ResourceCPU: resource.MustParse(cpu), v1.ResourceMemory: resource.MustParse(memory)}
	pod := &v1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "web", UID: "web"}, Spec: v1.PodSpec{Containers: []v1.Container{
		{Name: "web", Resources: v1.ResourceRequirements{Limits: amounts, Requests: amounts}}}}}
	result := topology.Admit(&lifecycle.PodAdmitAttributes{Pod: pod})
	return strings.TrimSpace(fmt.Sprintf("%s CPUs with %s: %t %s", cpu, memory, result.Admit, result.Reason))
}

func main() {
	klog.InitFlags(nil)
	_ = flag.Set("logtostderr", "false")
	klog.SetOutput(io.Discard)
	fmt.Println(admitted("2", "2Gi"))
	fmt.Println(admitted("6", "2Gi"))
	fmt.Println(admitted("6", "20Gi"))
	fmt.Println(admitted("2", "20Gi"))
}
GO
version=v1.36.3
build "$version"
seen=$(./program 2>log) || { cat log; exit 1; }
echo "k8s.io/kubernetes $version"
expect '2 CPUs with 2Gi: true
6 CPUs with 2Gi: false TopologyAffinityError
6 CPUs with 20Gi: true
2 CPUs with 20Gi: false TopologyAffinityError'
