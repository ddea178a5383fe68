// numa-plugin is a device plugin whose devices are told on its command line, with their NUMA nodes. It is for tests.
//
// Devices are written ID=NUMA,ID=NUMA: gpu0=0,gpu1=1,nic0=0+1 (two NUMA nodes),disk0= (none); gpu1=1! is unhealthy. Each
// line of standard input is a new list, reported at once; the line "stop" ends it.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"k8s.io/klog/v2"
	pluginapi "k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1"
	plugin "k8s.io/kubernetes/pkg/kubelet/cm/devicemanager/plugin/v1beta1"
)

func parseDevice(text string) (*pluginapi.Device, error) {
	id, places, found := strings.Cut(text, "=")
	if !found || id == "" {
		return nil, fmt.Errorf("%q is not ID=NUMA", text)
	}
	device := &pluginapi.Device{ID: id, Health: pluginapi.Healthy}
	if healthy, isUnhealthy := strings.CutSuffix(places, "!"); isUnhealthy {
		places = healthy
		device.Health = pluginapi.Unhealthy
	}
	if places == "" {
		return device, nil
	}
	device.Topology = &pluginapi.TopologyInfo{}
	for place := range strings.SplitSeq(places, "+") {
		numaNode, err := strconv.ParseInt(place, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not ID=NUMA: %w", text, err)
		}
		device.Topology.Nodes = append(device.Topology.Nodes, &pluginapi.NUMANode{ID: numaNode})
	}
	return device, nil
}

func parseDevices(text string) ([]*pluginapi.Device, error) {
	devices := []*pluginapi.Device{}
	for part := range strings.SplitSeq(strings.TrimSpace(text), ",") {
		if part == "" {
			continue
		}
		device, err := parseDevice(part)
		if err != nil {
			return nil, err
		}
		devices = append(devices, device)
	}
	return devices, nil
}

// allocate answers one variable with the ids in order, so that equal requests have equal answers.
func allocate(request *pluginapi.AllocateRequest, _ map[string]*pluginapi.Device) (*pluginapi.AllocateResponse, error) {
	response := &pluginapi.AllocateResponse{}
	for _, container := range request.ContainerRequests {
		ids := slices.Sorted(slices.Values(container.DevicesIds))
		response.ContainerResponses = append(response.ContainerResponses, &pluginapi.ContainerAllocateResponse{
			Envs: map[string]string{"ALIDADE_DEVICES": strings.Join(ids, ",")},
		})
	}
	return response, nil
}

// prefer answers those that must be in it, then the first of the others in the order of their ids.
func prefer(request *pluginapi.PreferredAllocationRequest, _ map[string]*pluginapi.Device) (*pluginapi.PreferredAllocationResponse, error) {
	response := &pluginapi.PreferredAllocationResponse{}
	for _, container := range request.ContainerRequests {
		chosen := slices.Sorted(slices.Values(container.MustIncludeDeviceIDs))
		for _, id := range slices.Sorted(slices.Values(container.AvailableDeviceIDs)) {
			if len(chosen) < int(container.AllocationSize) && !slices.Contains(chosen, id) {
				chosen = append(chosen, id)
			}
		}
		response.ContainerResponses = append(response.ContainerResponses,
			&pluginapi.ContainerPreferredAllocationResponse{DeviceIDs: chosen})
	}
	return response, nil
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "numa-plugin:", err)
	os.Exit(1)
}

func main() {
	folder := flag.String("dir", pluginapi.DevicePluginPath, "folder of kubelet.sock and of the socket of this plugin")
	resource := flag.String("resource", "example.test/gpu", "name of the resource")
	list := flag.String("devices", "", "devices, as ID=NUMA,ID=NUMA")
	preferred := flag.Bool("preferred", true, "whether GetPreferredAllocation is answered")
	preStart := flag.Bool("pre-start", false, "whether PreStartContainer is wanted")
	flag.Parse()
	devices, err := parseDevices(*list)
	if err != nil {
		fail(err)
	}
	ctx := context.Background()
	logger := klog.FromContext(ctx)
	socket := filepath.Join(*folder, strings.NewReplacer("/", "-").Replace(*resource)+".sock")
	stub := plugin.NewDevicePluginStub(logger, devices, socket, *resource, *preStart, *preferred)
	stub.SetAllocFunc(allocate)
	stub.SetGetPreferredAllocFunc(prefer)
	if err := stub.Start(ctx); err != nil {
		fail(err)
	}
	kubelet := filepath.Join(*folder, filepath.Base(pluginapi.KubeletSocket))
	if err := stub.Register(ctx, kubelet, *resource, *folder); err != nil {
		fail(err)
	}
	go stub.Watch(ctx, kubelet, *resource, *folder)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			if lines.Text() == "stop" {
				signals <- syscall.SIGTERM
			} else if updated, err := parseDevices(lines.Text()); err != nil {
				fmt.Fprintln(os.Stderr, "numa-plugin:", err)
			} else {
				stub.Update(updated)
			}
		}
	}()
	<-signals
	if err := stub.Stop(logger); err != nil {
		fail(err)
	}
}
