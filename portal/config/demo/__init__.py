"""The demo district: real places, invented people and activities, every page marked 演示数据."""
