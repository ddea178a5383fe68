#!/bin/sh
# Guess: kubelet_internal_checkpoint holds what the device manager holds, as it is written after each change. Seen with kubelet
# 1.36.3: what is written is collected under a lock and written without it, so of two changes at one moment (a pod gets a
# device while other plugins tell theirs) the older may be written last. The pod runs, but is not in the file until something
# else changes; a kubelet that starts from that file gives the device to a second pod.
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
	"sync"
	"time"

	cadvisor "github.com/google/cadvisor/info/v1"
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/klog/v2"
	pluginapi "k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1"
	"k8s.io/kubernetes/pkg/kubelet/cm/containermap"
	"k8s.io/kubernetes/pkg/kubelet/cm/devicemanager"
	plugin "k8s.io/kubernetes/pkg/kubelet/cm/devicemanager/plugin/v1beta1"
	"k8s.io/kubernetes/pkg/kubelet/cm/topologymanager"
)

const (
	folder = "/var/lib/kubelet/device-plugins/"
	gpu    = "example.test/gpu"
)

type allReady struct{}

func (allReady) AddSource(string) {}
func (allReady) AllReady() bool   { return true }

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// A device manager, and the pods that are there.
type node struct {
	*devicemanager.ManagerImpl
	pods []*v1.Pod
}

func start() *node {
	manager, err := devicemanager.NewManagerImpl([]cadvisor.Node{{Id: 0}}, topologymanager.NewFakeManager())
	check(err)
	node := &node{ManagerImpl: manager}
	check(manager.Start(klog.Background(), func() []*v1.Pod { return node.pods }, allReady{}, containermap.NewContainerMap(), sets.New[string]()))
	return node
}

func (n *node) register(resourceName string) *plugin.Stub {
	ctx := context.Background()
	name := strings.ReplaceAll(resourceName, "/", "-")
	stub := plugin.NewDevicePluginStub(klog.Background(), []*pluginapi.Device{{ID: name + "0", Health: pluginapi.Healthy}},
		folder+name+".sock", resourceName, false, false)
	stub.SetAllocFunc(func(*pluginapi.AllocateRequest, map[string]*pluginapi.Device) (*pluginapi.AllocateResponse, error) {
		return &pluginapi.AllocateResponse{ContainerResponses: []*pluginapi.ContainerAllocateResponse{{}}}, nil
	})
	check(stub.Start(ctx))
	check(stub.Register(ctx, pluginapi.KubeletSocket, resourceName, folder))
	for {
		_, allocatable, _ := n.GetCapacity()
		if amount := allocatable[v1.ResourceName(resourceName)]; amount.Value() == 1 {
			return stub
		}
		time.Sleep(time.Millisecond)
	}
}

func pod(name string) *v1.Pod {
	amounts := v1.ResourceList{gpu: resource.MustParse("1")}
	return &v1.Pod{ObjectMeta: metav1.ObjectMeta{Name: name, UID: types.UID(name)}, Spec: v1.PodSpec{Containers: []v1.Container{
		{Name: "c", Resources: v1.ResourceRequirements{Limits: amounts, Requests: amounts}}}}}
}

func isWritten(pod *v1.Pod) bool {
	text, err := os.ReadFile(folder + "kubelet_internal_checkpoint")
	check(err)
	return strings.Contains(string(text), `"`+pod.Name+`"`)
}

func main() {
	klog.InitFlags(nil)
	_ = flag.Set("logtostderr", "false")
	klog.SetOutput(io.Discard)
	first := start()
	first.register(gpu)
	others := make([]*plugin.Stub, 8)
	for i := range others {
		others[i] = first.register(fmt.Sprintf("example.test/nic%d", i))
	}
	told := []*pluginapi.Device{{ID: "nic", Health: pluginapi.Healthy}}
	for round := 0; round < 20000; round++ {
		first.pods = nil
		web := pod(fmt.Sprintf("web%d", round))
		var all sync.WaitGroup
		for _, other := range others {
			all.Go(func() { other.Update(told) })
		}
		all.Go(func() { check(first.Allocate(web, &web.Spec.Containers[0])) })
		all.Wait()
		first.pods = []*v1.Pod{web}
		if isWritten(web) {
			continue
		}
		// Whatever is under way ends.
		time.Sleep(time.Second)
		if isWritten(web) {
			continue
		}
		fmt.Println("a pod has the only device:", len(first.GetDevices(web.Name, "c")[gpu]) == 1, "and is in the checkpoint:", isWritten(web))
		check(first.Stop(klog.Background()))
		second := start()
		second.register(gpu)
		second.pods = []*v1.Pod{web}
		db := pod("db")
		err := second.Allocate(db, &db.Spec.Containers[0])
		fmt.Println("after a restart a second pod gets it:", err == nil)
		return
	}
	fmt.Println("each pod was in the checkpoint")
}
GO
version=v1.36.3
build "$version"
# The folder of device plugins is fixed; this one is its own.
seen=$(unshare -rm sh -c 'mount -t tmpfs tmpfs /var/lib && exec ./program' 2>log) || { cat log; exit 1; }
echo "k8s.io/kubernetes $version"
expect 'a pod has the only device: true and is in the checkpoint: false
after a restart a second pod gets it: true'
