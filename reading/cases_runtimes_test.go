package reading_test

import "testing"

// A TrainJob whose runtime stands in the same manifest.
func TestRuntimeOfTheManifest(t *testing.T) {
	const runtime = `
== a.yaml
apiVersion: trainer.kubeflow.org/v1alpha1
kind: TrainingRuntime
metadata: {name: own}
spec:
  mlPolicy:
    numNodes: 2
    torch: {numProcPerNode: auto}
  template:
    spec:
      replicatedJobs:
      - name: loads
        template: {spec: {template: {spec: {containers: [{name: l, image: i, command: [load]}]}}}}
      - name: trainer
        template:
          spec:
            template:
              spec:
                containers:
                - name: trainer
                  image: i
                  command: [torchrun, pretrain_gpt.py, --tensor-model-parallel-size, "4"]
                  resources: {limits: {nvidia.com/gpu: 8}}
---
apiVersion: trainer.kubeflow.org/v1alpha1
kind: TrainJob
metadata: {name: job}
spec:
`
	readAll(t, []readingCase{
		{"what it leaves open", runtime + `  runtimeRef: {kind: TrainingRuntime, name: own}
`, `
dialect=megatron
mesh.tp_size=4
mesh.world_size=16
run.nodes=2
at run.nodes=a.yaml:6
at mesh.tp_size=a.yaml:21
wants own=`},
		{"what it says itself", runtime + `  runtimeRef: {kind: TrainingRuntime, name: own}
  trainer: {numNodes: 4, command: [torchrun, pretrain_gpt.py, --tensor-model-parallel-size, "2"]}
`, `
mesh.tp_size=2
mesh.world_size=32
run.nodes=4`},
		{"another runtime is not at hand", runtime + `  runtimeRef: {kind: TrainingRuntime, name: other}
`, `mesh.world_size=`},
		{"nor is one of the cluster, of that name", runtime + `  runtimeRef: {name: own}
`, `mesh.world_size=`},
	})
}

// A server may take the GPUs of other pods where a command has to do with Ray, and by no other word that sounds like it.
func TestWordOfRay(t *testing.T) {
	serves := func(name, command string) string {
		return `
== a.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: ` + name + `}
spec:
  template:
    spec:
      containers:
      - image: own
        command: [bash, -c, "` + command + `"]
        resources: {limits: {nvidia.com/gpu: 8}}
`
	}
	readAll(t, []readingCase{
		{"an array", serves("x-ray", "vllm serve org/array -tp 8"), `
mesh.tp_size=8
mesh.world_size=8`},
		{"its name", serves("ray", "vllm serve org/m -tp 8"), `mesh.world_size=8`},
		{"its command", serves("a", "/usr/bin/ray start --head; vllm serve org/m -tp 8 -pp 2"), `mesh.world_size=`},
		{"a flag", serves("a", "bash multi-node-serving.sh leader --ray_cluster_size=2; vllm serve org/m -tp 8 -pp 2"), `mesh.world_size=`},
		{"the backend", serves("a", "vllm serve org/m -tp 8 -pp 2 --distributed-executor-backend=ray"), `mesh.world_size=`},
	})
}

// The server of a pod stands beside what trains there, whichever comes first.
func TestServerInThePodOfATrainer(t *testing.T) {
	pod := func(server, trainer string) string {
		return `
== a.yaml
apiVersion: batch/v1
kind: Job
metadata: {name: a}
spec:
  template:
    spec:
      containers:
      - image: own
        command: [` + server + `]
        resources: {limits: {nvidia.com/gpu: 1}}
      - image: own
        command: [` + trainer + `]
        resources: {limits: {nvidia.com/gpu: 3}}
`
	}
	const trains = `bash, -c, "accelerate launch --num_processes 3 train.py --vllm-server-url http://localhost:8000"`
	readAll(t, []readingCase{
		{"of TRL", pod("trl, vllm-serve, --model, org/m", trains), "mesh.world_size=3"},
		{"of vLLM, in a script", pod(`bash, -c, "vllm serve org/m"`, trains), "mesh.world_size=3"},
		{"two that serve", pod("vllm, serve, org/m", "vllm, serve, org/n"), "mesh.world_size=1"},
		{"two that do not", pod("torchrun, --nproc_per_node, 1, train.py", trains), "mesh.world_size=1"},
	})
}
